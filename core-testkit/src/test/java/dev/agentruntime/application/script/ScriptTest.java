package dev.agentruntime.application.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.ChatModel.Outcome;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ScriptTest {

  private final List<String> shown = new ArrayList<>();
  private final ChatModel.DeltaSink deltas =
      new ChatModel.DeltaSink() {
        @Override
        public void text(String piece) {
          shown.add(piece);
        }

        @Override
        public void reasoning(String piece) {
          shown.add("(" + piece + ")");
        }
      };

  private static ChatModel.Request request(Purpose purpose, int ordinal) {
    return new ChatModel.Request(
        new SessionId(new UUID(0, 1)), purpose, ordinal, List.of(), List.of());
  }

  @Test
  void a_script_says_it_all() {
    String yaml =
        """
        messages: ["Fix it", 5]
        routes:
          - {agent: debug, confidence: high, reason: a test fails}
          - nonsense
        replies:
          - text: I look.
            reasoning: hm
            usage: {prompt_tokens: 7, completion_tokens: 3}
            calls:
              - {tool: read_file, arguments: {path: a}}
              - {tool: read_file, raw: "{"}
              - {tool: list_files}
          - {}
        decisions:
          - approve
          - reject
          - {reject: not this}
          - {edit: {path: b}}
        """;
    Script script = ScriptReader.read(yaml, "a.yaml");
    assertThat(script.messages()).containsExactly("Fix it", "5");
    assertThat(script.digest()).isEqualTo(Digest.of(yaml));
    assertThat(script.routes().stream().map(ChatModel.Reply::text))
        .containsExactly(
            "{\"agent\":\"debug\",\"confidence\":\"high\",\"reason\":\"a test fails\"}",
            "nonsense");
    ChatModel.Reply first = script.replies().getFirst();
    assertThat(first)
        .isEqualTo(
            new ChatModel.Reply(
                "I look.",
                Optional.of("hm"),
                List.of(
                    new ChatModel.Call("call_0", "read_file", "{\"path\":\"a\"}"),
                    new ChatModel.Call("call_1", "read_file", "{"),
                    new ChatModel.Call("call_2", "list_files", "")),
                "script",
                new Usage(7, 3)));
    assertThat(script.decisions())
        .containsExactly(
            new ApprovalDecision.Approve(),
            new ApprovalDecision.Reject(""),
            new ApprovalDecision.Reject("not this"),
            new ApprovalDecision.ApproveWithEdits(JsonText.readObject("{\"path\":\"b\"}")));
  }

  @Test
  void all_that_is_wrong_is_told_at_once_with_its_place() {
    assertThatThrownBy(
            () ->
                ScriptReader.read(
                    """
                    extra: 1
                    messages: [{a: b}]
                    routes: 5
                    replies:
                      - text: [a]
                        reasoning: {b: c}
                        usage: {prompt_tokens: -1, completion_tokens: many, other: 1}
                        calls:
                          - {arguments: {}}
                          - {tool: x, raw: {a: b}, more: 1}
                          - 7
                      - just text
                    decisions:
                      - perhaps
                      - {reject: a, edit: {b: c}}
                      - {edit: {n: 9007199254740993}}
                    """,
                    "a.yaml"))
        .isInstanceOf(InvalidScriptException.class)
        .hasMessageContainingAll(
            "the script a.yaml cannot be used",
            "unknown member extra",
            "messages[0] is no text",
            "routes is no list",
            "replies[0].text is no text",
            "replies[0].reasoning is no text",
            "replies[0].usage.prompt_tokens is no number of tokens",
            "replies[0].usage.completion_tokens is no number of tokens",
            "replies[0].usage: unknown member other",
            "replies[0].calls[0].tool is missing",
            "replies[0].calls[1].raw is no text",
            "replies[0].calls[1]: unknown member more",
            "replies[0].calls[2] is no mapping",
            "replies[1] is no mapping",
            "decisions[0] is none of",
            "decisions[1] is none of",
            "decisions[2].edit: no double holds");
  }

  @Test
  void what_is_no_yaml_is_refused_with_its_place() {
    assertThatThrownBy(() -> ScriptReader.read("replies: [\n", "a.yaml"))
        .isInstanceOf(InvalidScriptException.class)
        .hasMessageContaining("line ");
    assertThatThrownBy(() -> ScriptReader.read("messages: []\nmessages: []\n", "a.yaml"))
        .isInstanceOf(InvalidScriptException.class)
        .hasMessageContaining("Duplicate");
    assertThatThrownBy(() -> ScriptReader.read("", "a.yaml"))
        .isInstanceOf(InvalidScriptException.class)
        .hasMessageContaining("no mapping");
  }

  @Test
  void the_next_reply_follows_from_what_was_recorded() throws InterruptedException {
    var model =
        new ScriptedChatModel(
            ScriptReader.read(
                "routes: [r]\nreplies: [{text: a, reasoning: why}, {text: ''}]", "s"));
    assertThat(((Outcome.Replied) model.chat(request(Purpose.REPLY, 0), deltas)).reply().text())
        .isEqualTo("a");
    assertThat(model.chat(request(Purpose.REPLY, 1), deltas)).isInstanceOf(Outcome.Replied.class);
    assertThat(model.chat(request(Purpose.REPLY, 0), deltas)).isInstanceOf(Outcome.Replied.class);
    assertThat(((Outcome.Replied) model.chat(request(Purpose.ROUTE, 0), deltas)).reply().text())
        .isEqualTo("r");
    assertThat(shown).containsExactly("(why)", "a", "(why)", "a", "r");
    assertThat(model.chat(request(Purpose.REPLY, 2), deltas))
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(FailureKind.SCRIPT_EXHAUSTED);
              assertThat(failed.message()).contains("2 replies", "reply");
            });
  }

  @Test
  void a_script_heeds_an_interrupt() {
    var model = new ScriptedChatModel(ScriptReader.read("replies: [{text: a}]", "s"));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> model.chat(request(Purpose.REPLY, 0), deltas))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void what_was_recorded_is_read_back_as_it_was() throws InterruptedException {
    List<String> texts =
        List.of(
            "plain",
            "",
            " leading and trailing ",
            "two\nlines\n",
            "\n\n  indented\n\t tab \n",
            "a: b # c",
            "- list",
            "yes",
            "5",
            "null",
            "~",
            "\"quoted\" 'too'",
            "\r\nwindows\r\n",
            "\u0007 \u2028 \uFEFF \uD83D\uDE00",
            "{\"json\": [1]}",
            "```yaml\na: |\n  b\n```",
            "%",
            "@x",
            "trailing spaces  \nnext",
            "!!int 5",
            "&a *a");
    for (String text : texts) {
      var said =
          new ChatModel.Reply(
              text,
              Optional.of(text).filter(t -> !t.isEmpty()),
              List.of(
                  new ChatModel.Call("id", "write_file", "{\"content\":\"x\\n\",\"n\":1.5}"),
                  new ChatModel.Call("id", "write_file", "{" + text)),
              "m",
              new Usage(1, 2));
      var recorder = new ScriptRecorder((request, sink) -> new Outcome.Replied(said));
      recorder.message(text);
      recorder.chat(request(Purpose.ROUTE, 0), deltas);
      recorder.chat(request(Purpose.REPLY, 0), deltas);
      List<ApprovalDecision> decisions =
          List.of(
              new ApprovalDecision.Approve(),
              new ApprovalDecision.Reject(text),
              new ApprovalDecision.ApproveWithEdits(JsonText.readObject("{\"a\":[1,null]}")));
      decisions.forEach(recorder::decision);

      Script script = ScriptReader.read(recorder.yaml(), "recorded");
      assertThat(script.messages()).containsExactly(text);
      assertThat(script.routes().getFirst().text()).isEqualTo(text);
      assertThat(script.replies().getFirst().text()).isEqualTo(said.text());
      assertThat(script.replies().getFirst().reasoning()).isEqualTo(said.reasoning());
      assertThat(script.replies().getFirst().usage()).isEqualTo(said.usage());
      assertThat(script.replies().getFirst().calls().stream().map(ChatModel.Call::arguments))
          .containsExactly("{\"content\":\"x\\n\",\"n\":1.5}", "{" + text);
      assertThat(script.decisions()).isEqualTo(decisions);
    }
  }

  @Test
  void what_failed_is_not_recorded() throws InterruptedException {
    var recorder =
        new ScriptRecorder((request, sink) -> new Outcome.Failed(FailureKind.TIMEOUT, "too slow"));
    recorder.chat(request(Purpose.REPLY, 0), deltas);
    assertThat(ScriptReader.read(recorder.yaml(), "recorded").replies()).isEmpty();
  }
}
