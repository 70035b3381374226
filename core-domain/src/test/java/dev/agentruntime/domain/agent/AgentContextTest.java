package dev.agentruntime.domain.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AgentContextTest {

  private static final AgentProfiles ENABLED = AgentProfilesTest.profiles("coder", "ask");
  private static final AgentName CODER = new AgentName("coder");
  private static final AgentName ASK = new AgentName("ask");

  @Test
  void a_switch_to_another_enabled_agent_is_possible_up_to_the_limit() {
    var context = new AgentContext(CODER, AgentContext.MAX_SWITCHES - 1);

    assertThat(context.refusalOf(ASK, ENABLED)).isEmpty();
    assertThat(context.switchedTo(ASK)).isEqualTo(new AgentContext(ASK, AgentContext.MAX_SWITCHES));
  }

  @Test
  void a_switch_to_an_unknown_agent_is_refused_with_those_there_are() {
    assertThat(new AgentContext(CODER, 0).refusalOf(new AgentName("debug"), ENABLED))
        .contains("there is no enabled agent named debug; enabled are coder, ask");
  }

  @Test
  void a_switch_to_the_same_agent_is_refused() {
    assertThat(new AgentContext(CODER, 0).refusalOf(CODER, ENABLED))
        .contains("coder is already the current agent");
  }

  @Test
  void a_switch_over_the_limit_is_refused() {
    assertThat(new AgentContext(CODER, AgentContext.MAX_SWITCHES).refusalOf(ASK, ENABLED))
        .contains("the session reached its limit of 50 agent switches");
  }

  @Test
  void the_reason_of_a_routing_can_be_recorded() {
    var routing =
        new Routing(CODER, Routing.Confidence.LOW, "a\u0000\ud83d", Routing.Method.KEYWORDS);

    assertThat(routing.reason()).isEqualTo("a\u2400\ufffd");
    assertThat(routing.confidence().id()).isEqualTo("low");
    assertThat(routing.method().id()).isEqualTo("keywords");
  }
}
