package dev.agentruntime.application.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.script.ScriptOutline.Call;
import dev.agentruntime.application.script.ScriptOutline.Step;
import dev.agentruntime.domain.agent.AgentName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptOutlineTest {

  private static final Optional<AgentName> CODER = Optional.of(new AgentName("coder"));
  private static final Optional<AgentName> DEBUG = Optional.of(new AgentName("debug"));

  private static List<Step> outline(String script) {
    return ScriptOutline.of(ScriptReader.outline(script, "s", Map.of()));
  }

  @Test
  void turns_follow_each_other_as_questions_and_endings_tell() {
    assertThat(
            outline(
                """
                messages: [fix it, that one, thanks, more]
                routes: [{agent: debug}]
                replies:
                  - {text: "Which?", calls: [{tool: ask_followup_question, arguments: {question: q}}]}
                  - {calls: [{tool: switch_mode, arguments: {mode: coder, reason: r}}]}
                  - {calls: [{tool: attempt_completion, arguments: {result: done}}]}
                  - {text: You are welcome.}
                """))
        .containsExactly(
            new Step.Said("fix it"),
            new Step.Routed(DEBUG),
            new Step.Replied(
                DEBUG,
                "Which?",
                List.of(new Call("ask_followup_question", "q", "the next message is the answer"))),
            new Step.Said("that one"),
            new Step.Replied(
                DEBUG, "", List.of(new Call("switch_mode", "coder", "coder takes over"))),
            new Step.Replied(
                CODER, "", List.of(new Call("attempt_completion", "done", "ends the turn"))),
            new Step.Said("thanks"),
            new Step.Replied(CODER, "You are welcome.", List.of()),
            new Step.Said("more"));
  }

  @Test
  void without_replies_only_what_the_user_says_is_known() {
    assertThat(outline("messages: [a, b]")).containsExactly(new Step.Said("a"), new Step.Said("b"));
    assertThat(outline("agent: coder\nreplies: [{text: a}]"))
        .containsExactly(new Step.Replied(CODER, "a", List.of()));
    assertThat(outline("messages: [a]\nroutes: [hm]\nreplies: [{text: a}]"))
        .containsExactly(
            new Step.Said("a"),
            new Step.Routed(Optional.empty()),
            new Step.Replied(Optional.empty(), "a", List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "coder; read_file; {path: a}; runs by itself",
        "coder; write_file; {path: a}; asks: edited (decision 1)",
        "coder; write_file; {path: src/a}; asks: approved (the decision on write_file in src/**)",
        "coder; execute_command; {command: ls}; asks: edited (decision 1)",
        "coder; execute_command; {command: rm a}; asks: rejected: why (the decision on any tool of"
            + " \"rm a\")",
        "coder; apply_diff; {diff: \"--- a/gone\\n+++ /dev/null\\n\"}; asks: rejected (the decision"
            + " on apply_diff in gone)",
        "architect; write_file; {path: a.java}; answered with an error: the agent may not edit this"
            + " file",
        "ask; execute_command; {command: ls}; answered with an error: it is none of the agent's"
            + " tools",
        "coder; rite_file; {path: a}; answered with an error: there is no such tool",
        "coder; ask_followup_question; {question: a}; 'nobody answers, and the run ends here'",
        "coder; switch_mode; {mode: 5}; another agent takes over",
      })
  void the_fate_of_a_call_is_foreseen(String agent, String tool, String arguments, String fate) {
    List<Step> steps =
        outline(
            """
            agent: %s
            replies: [{calls: [{tool: %s, arguments: %s}]}]
            decisions:
              - {edit: {}}
              - {when: {tool: write_file, path: "src/**"}, then: approve}
              - {when: {command: rm a}, then: {reject: why}}
              - {when: {tool: apply_diff, path: gone}, then: reject}
            """
                .formatted(agent, tool, arguments));
    assertThat(((Step.Replied) steps.getLast()).calls().getFirst().fate()).isEqualTo(fate);
  }

  @Test
  void what_nobody_decides_and_what_is_malformed_is_said() {
    List<Step> steps =
        outline(
            """
            agent: coder
            approve: none
            replies:
              - calls:
                  - {tool: read_file, arguments: {path: a}}
                  - {tool: read_file, raw: "{"}
            """);
    assertThat(((Step.Replied) steps.getLast()).calls())
        .containsExactly(
            new Call("read_file", "a", "asks: nobody decides, and the run ends here"),
            new Call("read_file", "{", "answered with an error: its arguments are no JSON object"));
  }
}
