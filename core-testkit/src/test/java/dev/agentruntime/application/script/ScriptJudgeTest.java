package dev.agentruntime.application.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.script.ScriptEnd.Found;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SwitchedBy;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptJudgeTest {

  private static final List<SessionEvent> EVENTS =
      List.of(
          new SessionEvent.TurnRunning(),
          answered(ToolResult.failed("no")),
          new SessionEvent.AgentSwitched(
              new AgentName("debug"), new AgentName("coder"), "why", SwitchedBy.USER),
          answered(ToolResult.changed("done", List.of("a", "b"))),
          new SessionEvent.TurnEnded(new TurnOutcome.Completed("The end.")));

  private static final Map<String, Found> FILES =
      Map.of(
          "a.txt", new Found.File("one\ntwo\n", Digest.of("one\ntwo\n")),
          "dir", new Found.Other("a folder"));

  private static SessionEvent answered(ToolResult result) {
    return new SessionEvent.ToolAnswered(new ToolCallId(new UUID(0, 1)), "p", result);
  }

  private static List<CheckOutcome> judge(String script) {
    return ScriptJudge.judge(
        ScriptReader.read(script, "s"),
        new ScriptEnd(
            0, "The end.", EVENTS, path -> FILES.getOrDefault(path, new Found.Nothing())));
  }

  private static CheckOutcome only(String checks) {
    List<CheckOutcome> outcomes = judge("messages: []\nchecks: {" + checks + "}");
    assertThat(outcomes).hasSize(2);
    return outcomes.getLast();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "answer: {equals: The end.}; true; The end.; The end.",
        "answer: {equals: The End.}; false; line 1: \"The End.\"; line 1: \"The end.\"",
        "answer: {contains: end}; true; end; The end.",
        "answer: {contains: End}; false; End; The end.",
        "answer: {lacks: End}; true; End; The end.",
        "answer: {lacks: end}; false; end; The end.",
        "answer: {matches: '^The .*\\.$'}; true; ^The .*\\.$; The end.",
        "answer: {matches: '^end'}; false; ^end; The end.",
        "files: {a.txt: exists}; true; a file; a file",
        "files: {dir: exists}; false; a file; a folder",
        "files: {gone: exists}; false; a file; nothing",
        "files: {gone: absent}; true; nothing; nothing",
        "files: {a.txt: absent}; false; nothing; a file",
        "files: {dir: absent}; false; nothing; a folder",
        "files: {a.txt: {contains: two}}; true; two; one\\ntwo\\n",
        "files: {a.txt: {equals: \"one\\nzwei\\n\"}}; false; line 2: \"zwei\"; line 2: \"two\"",
        "files: {a.txt: {equals: \"one\"}}; false; the end after line 1; line 2: \"two\"",
        "files: {gone: {lacks: two}}; false; a file; nothing",
        "files: {dir: {lacks: two}}; false; a file; a folder",
        "events: {turn.completed: 1}; true; 1; 1",
        "events: {turn.completed: 0}; false; 0; 1",
        "events: {turn.failed: 0}; true; 0; 0",
        "events: {turn.failed: {at_least: 1}}; false; at least 1; 0",
        "events: {turn.running: {at_least: 1}}; true; at least 1; 1",
        "events: {turn.running: {at_most: 0}}; false; 0; 1",
        "events: {turn.running: {at_least: 2, at_most: 3}}; false; 2 to 3; 1",
        "order: [turn.running, turn.completed]; true; 'turn.running, turn.completed'; all of them",
        "order: [turn.completed, turn.running]; false; 'turn.completed, turn.running';"
            + " 'turn.completed, then no turn.running'",
        "order: [turn.running, turn.running]; false; 'turn.running, turn.running';"
            + " 'turn.running, then no turn.running'",
        "order: [{event: agent.switched, data: {to: coder}}]; true;"
            + " agent.switched {\"to\":\"coder\"}; all of them",
        "order: [{event: agent.switched, data: {to: debug}}]; false;"
            + " agent.switched {\"to\":\"debug\"}; then no agent.switched {\"to\":\"debug\"}",
        "order: [{event: agent.switched, data: {too: debug}}]; false;"
            + " agent.switched {\"too\":\"debug\"}; then no agent.switched {\"too\":\"debug\"}",
        "order: [{event: tool.execution.completed, data: {result: {changed_files: [a, b]}}}]; true;"
            + " tool.execution.completed {\"result\":{\"changed_files\":[\"a\",\"b\"]}};"
            + " all of them",
        "order: [{event: tool.execution.completed, data: {result: {changed_files: [a]}}}]; false;"
            + " tool.execution.completed {\"result\":{\"changed_files\":[\"a\"]}};"
            + " then no tool.execution.completed {\"result\":{\"changed_files\":[\"a\"]}}",
      })
  void a_check_tells_what_was_expected_and_what_was_found(
      String check, boolean holds, String expected, String found) {
    CheckOutcome outcome = only(check);

    assertThat(outcome.holds()).as(outcome.toString()).isEqualTo(holds);
    assertThat(outcome.expected()).isEqualTo(expected);
    assertThat(outcome.found()).isEqualTo(found);
  }

  @Test
  void a_digest_is_of_the_bytes() {
    Digest right = Digest.of("one\ntwo\n");
    Digest wrong = Digest.of("one");
    assertThat(only("files: {a.txt: {digest: " + right + "}}").holds()).isTrue();
    assertThat(only("files: {a.txt: {digest: " + wrong + "}}"))
        .isEqualTo(new CheckOutcome("file a.txt digest", false, wrong.hex(), right.hex()));
    assertThat(only("files: {gone: {digest: " + wrong + "}}").holds()).isFalse();
  }

  @Test
  void the_exit_status_is_checked_always_and_a_played_script_has_to_be_played_to_its_end() {
    assertThat(judge("messages: []")).containsExactly(new CheckOutcome("exit", true, "0", "0"));
    assertThat(judge("replies: []\nchecks: {exit: 5}"))
        .containsExactly(
            new CheckOutcome("exit", false, "5", "0"),
            new CheckOutcome("played", true, "everything in the script", "everything"));
    assertThat(judge("messages: [a]\nreplies: [{text: a}]").getLast())
        .isEqualTo(
            new CheckOutcome(
                "played",
                false,
                "everything in the script",
                "not the last message, the last reply"));
  }
}
