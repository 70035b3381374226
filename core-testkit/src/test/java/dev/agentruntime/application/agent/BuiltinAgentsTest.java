package dev.agentruntime.application.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.tool.BuiltinTools;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuiltinAgentsTest {

  static List<AgentProfile> agents() {
    return BuiltinAgents.all();
  }

  @Test
  void there_are_six_agents() {
    assertThat(BuiltinAgents.all())
        .extracting(agent -> agent.name().value())
        .containsExactly("orchestrator", "coder", "architect", "debug", "ask", "universal");
  }

  @Test
  void universal_is_enabled_only_where_it_is_named() {
    assertThat(BuiltinAgents.byDefault().names())
        .isEqualTo("orchestrator, coder, architect, debug, ask");
    assertThat(BuiltinAgents.enabled(List.of("universal")).names()).isEqualTo("universal");
  }

  @Test
  void agents_are_enabled_in_the_order_of_their_names() {
    assertThat(BuiltinAgents.enabled(List.of("ask", "coder", "ask")).names())
        .isEqualTo("ask, coder");
  }

  @ParameterizedTest
  @CsvSource({
    "codr, coder",
    "Coder, coder",
    "' ask ', ask",
    "orchestrater, orchestrator",
    "debugg, debug",
    "architekt, architect"
  })
  void an_unknown_name_is_refused_with_the_nearest_one(String written, String meant) {
    assertThatThrownBy(() -> BuiltinAgents.enabled(List.of("coder", written)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is no agent \"%s\", did you mean %s?; the agents are orchestrator, coder,"
                + " architect, debug, ask, universal",
            written, meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reviewer", "", "x", "code-monkey"})
  void a_name_near_none_is_refused_without_a_guess(String written) {
    assertThatThrownBy(() -> BuiltinAgents.enabled(List.of(written)))
        .hasMessageStartingWith("there is no agent \"" + written + "\"; the agents are");
  }

  @Test
  void all_unknown_names_are_told_at_once() {
    assertThatThrownBy(() -> BuiltinAgents.enabled(List.of("codr", "ask", "tester")))
        .hasMessageContaining("\"codr\", did you mean coder?; there is no agent \"tester\"; the");
  }

  @Test
  void no_name_at_all_is_refused() {
    assertThatThrownBy(() -> BuiltinAgents.enabled(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name at least one of orchestrator, coder");
  }

  @ParameterizedTest
  @CsvSource({
    "orchestrator, 'read_file list_files search_in_code switch_mode ask_followup_question"
        + " attempt_completion'",
    "coder, 'read_file list_files search_in_code write_file apply_diff execute_command"
        + " ask_followup_question attempt_completion switch_mode'",
    "architect, 'read_file list_files search_in_code write_file apply_diff ask_followup_question"
        + " attempt_completion switch_mode'",
    "debug, 'read_file list_files search_in_code execute_command ask_followup_question"
        + " attempt_completion switch_mode'",
    "ask, 'read_file list_files search_in_code ask_followup_question attempt_completion"
        + " switch_mode'",
    "universal, 'read_file list_files search_in_code write_file apply_diff execute_command"
        + " ask_followup_question attempt_completion switch_mode'"
  })
  void every_agent_has_its_tools(String agent, String tools) {
    assertThat(agent(agent).tools())
        .isEqualTo(Arrays.stream(tools.split(" ")).map(ToolName::new).collect(Collectors.toSet()));
  }

  @ParameterizedTest
  @MethodSource("agents")
  void every_tool_of_an_agent_is_in_the_catalogue(AgentProfile agent) {
    assertThat(BuiltinTools.all()).extracting(ToolSpec::name).containsAll(agent.tools());
  }

  @ParameterizedTest
  @CsvSource({
    "coder, src/Main.java, true",
    "universal, Makefile, true",
    "architect, docs/adr/0001.md, true",
    "architect, README.MD, true",
    "architect, src/Main.java, false",
    "architect, notes.md.sh, false",
    "debug, README.md, false",
    "ask, README.md, false",
    "orchestrator, README.md, false"
  })
  void every_agent_may_edit_its_files_only(String agent, String path, boolean allowed) {
    assertThat(agent(agent).editable().covers(path)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @MethodSource("agents")
  void an_agent_with_editing_tools_has_files_to_edit_and_no_other_has(AgentProfile agent) {
    Set<ToolName> edits =
        BuiltinTools.all().stream()
            .filter(tool -> tool.sideEffect() == SideEffect.EDIT)
            .map(ToolSpec::name)
            .collect(Collectors.toSet());

    assertThat(agent.editable().globs().isEmpty())
        .isEqualTo(agent.tools().stream().noneMatch(edits::contains));
  }

  @ParameterizedTest
  @MethodSource("agents")
  void every_prompt_is_there_and_speaks_of_handing_over(AgentProfile agent) {
    assertThat(agent.prompt()).hasSizeGreaterThan(500).contains("switch_mode");
    assertThat(agent.prompt()).startsWith("# Your part: " + agent.name());
    assertThat(agent.description()).hasSizeBetween(40, 200).doesNotContain("\n");
  }

  @ParameterizedTest
  @MethodSource("agents")
  void a_prompt_names_no_tool_that_its_agent_lacks(AgentProfile agent) {
    List<ToolName> lacking =
        BuiltinTools.all().stream()
            .map(ToolSpec::name)
            .filter(tool -> !agent.tools().contains(tool))
            .toList();

    assertThat(lacking).allSatisfy(tool -> assertThat(agent.prompt()).doesNotContain(tool.value()));
  }

  private static AgentProfile agent(String name) {
    return BuiltinAgents.enabled(List.of(name)).find(new AgentName(name)).orElseThrow();
  }
}
