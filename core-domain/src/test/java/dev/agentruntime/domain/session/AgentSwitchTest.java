package dev.agentruntime.domain.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.agent.AgentContext;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentSwitchTest {

  private static AgentName current(Play play) {
    return play.session().state().agents().current();
  }

  private static void switches(Play play, String to) {
    play.act(s -> s.switchAgent(new AgentName(to), "I want\u0000", Play.AGENTS, play.moment()));
  }

  @Test
  void the_user_puts_another_agent_to_work() {
    Play play = Play.coder();
    switches(play, "ask");

    assertThat(play.events())
        .containsExactly(
            new SessionEvent.AgentSwitched(Play.CODER, Play.ASK, "I want\u2400", SwitchedBy.USER));
    assertThat(play.session().state().agents()).isEqualTo(new AgentContext(Play.ASK, 1));
  }

  @ParameterizedTest
  @CsvSource({
    "coder, coder is already the current agent",
    "nobody, 'there is no enabled agent named nobody; enabled are orchestrator, coder, ask'"
  })
  void a_switch_that_makes_no_sense_is_refused(String to, String reason) {
    assertThat(Play.refusalOf(() -> switches(Play.coder(), to)))
        .isEqualTo(new Refusal.SwitchRefused(reason));
  }

  @Test
  void a_switch_while_a_turn_is_open_is_refused() {
    Play play = Play.coder().says("hello");

    assertThat(Play.refusalOf(() -> switches(play, "ask"))).isInstanceOf(Refusal.Busy.class);
  }

  @Test
  void a_session_switches_fifty_times() {
    Play play = Play.coder();
    for (int i = 0; i < AgentContext.MAX_SWITCHES; i++) {
      switches(play, current(play).equals(Play.CODER) ? "ask" : "coder");
    }

    assertThat(Play.refusalOf(() -> switches(play, "ask")).message()).contains("limit of 50");
    assertThat(Play.refusalOf(() -> play.says("you", Play.ASK)).message()).contains("limit of 50");
    Preparation handOver = play.handOver("ask");
    play.says("hello").takesUp().replies(handOver).steers();
    assertThat(play.answerOf(handOver).content())
        .isEqualTo("Not switched: the session reached its limit of 50 agent switches.");
  }

  @Test
  void a_named_agent_takes_the_message_without_routing() {
    Play play = Play.orchestrator().says("hello", Play.ASK);

    assertThat(current(play)).isEqualTo(Play.ASK);
    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
  }

  @Test
  void the_agent_at_work_can_be_named_too() {
    Play play = Play.coder().says("hello", Play.CODER);

    assertThat(play.eventTypes()).doesNotContain("agent.switched");
    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
  }

  @Test
  void the_orchestrator_can_be_named_and_then_answers_itself() {
    Play play = Play.orchestrator().says("hello", AgentName.ORCHESTRATOR);

    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
  }

  @Test
  void the_router_chooses_an_agent() {
    Play play = Play.orchestrator().says("hello").takesUp().routes(Play.CODER);

    assertThat(play.eventTypes())
        .containsExactly("llm.request.completed", "agent.routed", "agent.switched");
    assertThat(play.last(SessionEvent.AgentSwitched.class).by()).isEqualTo(SwitchedBy.ROUTER);
    assertThat(play.session().state().header().tally().routings()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"orchestrator", "nobody"})
  void a_choice_that_is_not_possible_leaves_the_agent(String target) {
    Play play = Play.orchestrator().says("hello").takesUp();
    var routing =
        new Routing(new AgentName(target), Routing.Confidence.LOW, "", Routing.Method.KEYWORDS);
    play.act(s -> s.route(routing, Optional.empty(), Play.AGENTS, play.moment()));

    assertThat(play.eventTypes()).containsExactly("agent.routed");
    assertThat(current(play)).isEqualTo(AgentName.ORCHESTRATOR);
    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
  }

  @Test
  void only_the_first_message_is_routed() {
    Play play = Play.orchestrator().says("hello").takesUp().routes(Play.CODER).replies("done");
    play.says("more");

    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
  }

  @Test
  void every_message_is_routed_where_that_is_wanted() {
    Play play =
        Play.with(
            Play.settings(TurnLimits.DEFAULT, ToolExecution.WORKSPACE, RoutingMode.ALWAYS),
            Play.CODER);
    play.says("hello");

    assertThat(play.next()).isEqualTo(new NextStep.Route());
  }

  @Test
  void nothing_is_routed_where_there_is_nobody_to_route_to() {
    Play play = Play.orchestrator();
    play.act(
        s ->
            s.say(
                "hello",
                Optional.empty(),
                IfBusy.REJECT,
                Play.agents("orchestrator"),
                play.moment()));

    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
  }

  @Test
  void an_agent_hands_over_to_another() {
    Play play = Play.coder().says("hello").takesUp();
    Preparation call = play.handOver("ask");
    play.replies(call).steers();

    assertThat(current(play)).isEqualTo(Play.ASK);
    assertThat(play.last(SessionEvent.AgentSwitched.class))
        .isEqualTo(
            new SessionEvent.AgentSwitched(Play.CODER, Play.ASK, "better there", SwitchedBy.AGENT));
    assertThat(play.answerOf(call)).isEqualTo(ToolResult.succeeded("Switched to ask."));
  }

  @ParameterizedTest
  @CsvSource({
    "coder, Not switched: coder is already the current agent.",
    "debug, 'Not switched: there is no enabled agent named debug; enabled are orchestrator,"
        + " coder, ask.'",
    "'No Agent', 'Not switched: \"No Agent\" is no agent; enabled are orchestrator, coder, ask.'"
  })
  void a_hand_over_that_is_not_possible_is_told_to_the_agent(String mode, String told) {
    Play play = Play.coder().says("hello").takesUp();
    Preparation call = play.handOver(mode);
    play.replies(call).steers();

    assertThat(play.answerOf(call)).isEqualTo(ToolResult.failed(told));
    assertThat(current(play)).isEqualTo(Play.CODER);
    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
  }

  @Test
  void handing_back_to_the_orchestrator_routes_again() {
    Play back = Play.coder().says("hello").takesUp();
    back.replies(back.handOver("orchestrator")).steers();

    assertThat(back.next()).isEqualTo(new NextStep.Route());
    back.routes(Play.ASK);
    assertThat(back.next()).isEqualTo(new NextStep.AskModel());
    assertThat(current(back)).isEqualTo(Play.ASK);
  }
}
