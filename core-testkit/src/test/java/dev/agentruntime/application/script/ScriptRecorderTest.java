package dev.agentruntime.application.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.RoutingMode;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionKind;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.testkit.gen.EventGen;
import dev.agentruntime.testkit.gen.Fuzz;
import dev.agentruntime.testkit.gen.Gen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ScriptRecorderTest {

  private static final AgentName CODER = new AgentName("coder");
  private static final ToolCallId CALL = new ToolCallId(new UUID(1, 1));

  private static Script recorded(List<SessionEvent> log) {
    String yaml = ScriptRecorder.yaml(log, ApprovalMode.READS);
    return ScriptReader.read(yaml, "recorded");
  }

  private static SessionEvent created(AgentName agent) {
    var settings =
        new SessionSettings(
            "",
            Map.of(),
            TurnLimits.DEFAULT,
            new Runner.OnHost("h", "/w", new ModelChoice.Live("m", "http://models/v1")),
            RoutingMode.FIRST,
            new SessionSettings.Tools(ToolExecution.WORKSPACE, List.of()));
    return new SessionEvent.Created(Owner.LOCAL, SessionKind.CONVERSATION, settings, agent);
  }

  private static SessionEvent said(String text) {
    return new SessionEvent.UserMessageAdded(new Message.User(new MessageId(new UUID(2, 1)), text));
  }

  private static SessionEvent requested(Purpose purpose) {
    return new SessionEvent.ModelRequestCompleted(purpose, "m", new Usage(1, 2), 3);
  }

  private static SessionEvent routed(Routing.Method method, String reason) {
    return new SessionEvent.AgentRouted(
        new Routing(CODER, Routing.Confidence.MEDIUM, reason, method));
  }

  private static ToolCall call(ToolArguments arguments) {
    return new ToolCall(CALL, "p", "write_file", arguments);
  }

  private static SessionEvent replied(String text, ToolCall... calls) {
    return new SessionEvent.ReplyRecorded(
        new Message.Assistant(
            new MessageId(new UUID(2, 2)),
            CODER,
            text,
            Optional.of(text).filter(t -> !t.isEmpty()),
            List.of(calls)),
        false);
  }

  private static List<SessionEvent> decided(
      long number, ApprovalType type, PendingApprovalState outcome) {
    var id = new ApprovalId(new UUID(0, number));
    var request = request(type, JsonObject.empty());
    var asked =
        new Approval.Asked(
            Optional.empty(),
            "why",
            Instant.EPOCH,
            Optional.empty(),
            Optional.empty(),
            Approval.Basis.RUNTIME);
    return List.of(
        new SessionEvent.ApprovalRequested(Approval.pending(id, request, asked)),
        new SessionEvent.ApprovalClosed(id, Optional.empty(), outcome));
  }

  private static ApprovalRequest request(ApprovalType type, JsonObject details) {
    return new ApprovalRequest(type, "write_file", details, Optional.of(CODER), List.of());
  }

  private static PendingApprovalState approved(ApprovalRequest granted, boolean edited) {
    return new PendingApprovalState.Approved(granted, edited, "me", Instant.EPOCH);
  }

  private static PendingApprovalState rejected(String why) {
    return new PendingApprovalState.Rejected(why, "me", Instant.EPOCH);
  }

  @Test
  void what_was_recorded_is_read_back_as_it_was() {
    List<String> texts =
        List.of(
            "plain",
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
            "&a *a",
            "${HOME} and $${HOME} and $$${HOME} and ${",
            "---\n...\n");
    for (String text : texts) {
      JsonObject edits = JsonObject.builder().put("a", text).put("n", 1).build();
      JsonObject edited = JsonObject.builder().put("arguments", edits).build();
      JsonObject arguments = JsonObject.builder().put(text, text).build();
      var log = new ArrayList<SessionEvent>();
      log.add(created(CODER));
      log.add(said(text));
      log.add(requested(Purpose.ROUTE));
      log.add(routed(Routing.Method.MODEL, text));
      log.add(requested(Purpose.REPLY));
      log.add(
          replied(
              text,
              call(new ToolArguments.Parsed(arguments)),
              call(new ToolArguments.Malformed("{" + text, "broken"))));
      log.addAll(
          decided(
              1,
              ApprovalType.TOOL,
              approved(request(ApprovalType.TOOL, JsonObject.empty()), false)));
      log.addAll(decided(2, ApprovalType.TOOL, rejected(text)));
      log.addAll(decided(3, ApprovalType.TOOL, approved(request(ApprovalType.TOOL, edited), true)));
      log.add(new SessionEvent.TurnEnded(new TurnOutcome.Completed(text)));

      Script script = recorded(log);
      assertThat(script.setup().agent()).contains(CODER);
      assertThat(script.messages()).containsExactly(text);
      Script.Model model = script.model().orElseThrow();
      assertThat(JsonText.readObject(model.routes().getFirst().text()))
          .isEqualTo(
              JsonObject.builder()
                  .put("agent", "coder")
                  .put("confidence", "medium")
                  .put("reason", text)
                  .build());
      ChatModel.Reply reply = model.replies().getFirst();
      assertThat(reply.text()).isEqualTo(text);
      assertThat(reply.reasoning()).contains(text);
      assertThat(reply.usage()).isEqualTo(new Usage(1, 2));
      assertThat(reply.calls().stream().map(ChatModel.Call::arguments))
          .containsExactly(arguments.canonical(), "{" + text);
      assertThat(script.decisions().stream().map(ScriptedDecision::decision))
          .containsExactly(
              new ApprovalDecision.Approve(),
              new ApprovalDecision.Reject(text),
              new ApprovalDecision.ApproveWithEdits(edits));
      assertThat(script.checks().answer()).containsExactly(new Checks.TextCheck.Equal(text));
    }
  }

  @Test
  void questions_are_answered_by_messages_and_useless_routings_stay_useless() {
    Script script =
        recorded(
            List.of(
                created(AgentName.ORCHESTRATOR),
                said("a"),
                requested(Purpose.ROUTE),
                routed(Routing.Method.KEYWORDS, "the word fix"),
                requested(Purpose.REPLY),
                replied("which?"),
                new SessionEvent.QuestionAsked(CALL, "which?", List.of()),
                new SessionEvent.ToolAnswered(CALL, "p", ToolResult.succeeded("b")),
                said("c"),
                routed(Routing.Method.KEYWORDS, "the model did not answer")));

    assertThat(script.setup().agent()).isEmpty();
    assertThat(script.messages()).containsExactly("a", "b", "c");
    assertThat(script.model().orElseThrow().routes().stream().map(ChatModel.Reply::text))
        .containsExactly("no usable routing was answered here");
    assertThat(script.checks().answer()).isEmpty();
  }

  @Test
  void what_nobody_decided_and_what_follows_it_is_left_out() {
    var log = new ArrayList<SessionEvent>();
    log.addAll(decided(1, ApprovalType.RECOVERY, rejected("skip")));
    log.addAll(decided(2, new ApprovalType("plan"), rejected("no")));
    log.addAll(
        decided(
            3,
            new ApprovalType("plan"),
            approved(
                request(new ApprovalType("plan"), JsonObject.builder().put("steps", 2).build()),
                true)));
    log.addAll(
        decided(4, ApprovalType.TOOL, new PendingApprovalState.Cancelled("over", Instant.EPOCH)));
    log.addAll(decided(5, ApprovalType.TOOL, rejected("late")));

    assertThat(recorded(log).decisions().stream().map(ScriptedDecision::decision))
        .containsExactly(
            new ApprovalDecision.Reject("no"),
            new ApprovalDecision.ApproveWithEdits(JsonText.readObject("{\"steps\":2}")));
  }

  @Test
  void what_failed_is_not_recorded() {
    Script script =
        recorded(
            List.of(
                said("a"),
                new SessionEvent.ModelRequestFailed(
                    Purpose.REPLY, FailureKind.TIMEOUT, "too slow", Optional.empty()),
                new SessionEvent.TurnEnded(
                    new TurnOutcome.Failed(FailureKind.TIMEOUT, "too slow"))));
    assertThat(script.model()).contains(new Script.Model(List.of(), List.of()));
    assertThat(script.checks().answer()).isEmpty();
  }

  @Test
  void whatever_was_recorded_becomes_a_script_that_can_be_read() {
    Fuzz.run(
        400,
        seed -> {
          var gen = new EventGen(new Gen(seed));
          var log = new ArrayList<SessionEvent>();
          for (int i = 0; i < 3; i++) {
            gen.oneOfEach().stream().filter(ScriptRecorderTest::canBe).forEach(log::add);
          }
          assertThat(recorded(log).model()).isPresent();
        });
  }

  /** No session takes a blank message; no call lacks a name, and no reply costs that much. */
  private static boolean canBe(SessionEvent event) {
    return switch (event) {
      case SessionEvent.UserMessageAdded said -> !said.message().text().isBlank();
      case SessionEvent.ReplyRecorded reply ->
          reply.reply().calls().stream().noneMatch(call -> call.name().isBlank());
      case SessionEvent.ModelRequestCompleted request ->
          Math.max(request.usage().promptTokens(), request.usage().completionTokens())
              <= Form.MAX_COUNT;
      default -> true;
    };
  }
}
