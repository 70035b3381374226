package dev.agentruntime.domain.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.domain.tool.ToolName;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentProfilesTest {

  @ParameterizedTest
  @CsvSource({
    "coder, coder, ''",
    "coder ask, coder, ''",
    "ask orchestrator coder, orchestrator, ask coder",
    "orchestrator, orchestrator, ''",
    "orchestrator universal, orchestrator, universal",
    "orchestrator universal coder, orchestrator, coder",
    "orchestrator coder ask universal debug, orchestrator, coder ask debug",
    "universal coder, universal, ''"
  })
  void the_enabled_agents_say_where_to_start_and_where_to_route(
      String enabled, String initial, String routable) {
    AgentProfiles profiles = profiles(enabled.split(" "));

    assertThat(profiles.initial()).hasToString(initial);
    assertThat(profiles.routable().stream().map(p -> p.name().value()))
        .containsExactly(routable.isEmpty() ? new String[0] : routable.split(" "));
  }

  @Test
  void profiles_keep_their_order_and_are_found_by_name() {
    AgentProfiles profiles = profiles("debug", "ask");

    assertThat(profiles.names()).isEqualTo("debug, ask");
    assertThat(profiles.all()).extracting(p -> p.name().value()).containsExactly("debug", "ask");
    assertThat(profiles.find(new AgentName("ask"))).contains(profile("ask"));
    assertThat(profiles.find(new AgentName("coder"))).isEmpty();
  }

  @Test
  void at_least_one_agent_is_enabled() {
    assertThatIllegalArgumentException().isThrownBy(() -> new AgentProfiles(List.of()));
  }

  @Test
  void a_profile_does_not_change_with_the_set_it_was_made_of() {
    var tools = new HashSet<>(Set.of(new ToolName("read_file")));
    var profile = new AgentProfile(new AgentName("ask"), "", "", tools, FilePatterns.any());
    tools.clear();

    assertThat(profile.tools()).containsExactly(new ToolName("read_file"));
  }

  static AgentProfiles profiles(String... names) {
    return new AgentProfiles(Arrays.stream(names).map(AgentProfilesTest::profile).toList());
  }

  private static AgentProfile profile(String name) {
    return new AgentProfile(new AgentName(name), "is " + name, "", Set.of(), FilePatterns.any());
  }
}
