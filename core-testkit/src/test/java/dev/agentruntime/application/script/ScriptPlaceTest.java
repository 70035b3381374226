package dev.agentruntime.application.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.JsonArray;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ScriptPlaceTest {

  private static final ApprovalDecision APPROVE = new ApprovalDecision.Approve();

  private static ApprovalId id(long number) {
    return new ApprovalId(new UUID(0, number));
  }

  private static SessionEvent asked(long number, ApprovalRequest request) {
    var asked =
        new Approval.Asked(
            Optional.empty(),
            "why",
            Instant.EPOCH,
            Optional.empty(),
            Optional.empty(),
            Approval.Basis.RUNTIME);
    return new SessionEvent.ApprovalRequested(Approval.pending(id(number), request, asked));
  }

  private static ApprovalRequest request(ApprovalType type, String subject, JsonObject details) {
    return new ApprovalRequest(
        type, subject, details, Optional.of(new AgentName("coder")), List.of());
  }

  private static ApprovalRequest write(String... paths) {
    return request(
        ApprovalType.TOOL,
        "write_file",
        JsonObject.builder().put("paths", JsonArray.ofStrings(List.of(paths))).build());
  }

  private static ApprovalRequest command(String command) {
    return request(
        ApprovalType.TOOL, "execute_command", JsonObject.builder().put("command", command).build());
  }

  private static ApprovalRequest plain(ApprovalType type) {
    return request(type, "x", JsonObject.empty());
  }

  private static ScriptPlace place(String script, SessionEvent... log) {
    return new ScriptPlace(ScriptReader.read(script, "the test"), List.of(log));
  }

  @Test
  void decisions_go_to_approvals_in_the_order_they_were_asked() {
    ScriptPlace place =
        place(
            "decisions: [approve, {reject: not this}]",
            asked(1, plain(ApprovalType.TOOL)),
            asked(2, plain(ApprovalType.RECOVERY)),
            asked(3, plain(ApprovalType.LIMIT)),
            asked(4, plain(ApprovalType.TOOL)));

    assertThat(place.decisionOn(id(1))).contains(APPROVE);
    assertThat(place.decisionOn(id(3))).contains(new ApprovalDecision.Reject("not this"));
    assertThat(place.decisionOn(id(4))).isEmpty();
    assertThat(place.unplayed()).isEmpty();
  }

  @Test
  void what_a_crash_leaves_behind_is_never_decided_by_a_script_and_moves_nothing() {
    assertPassedBy(
        ApprovalType.RECOVERY, "decisions: [approve, {when: {type: recovery}, then: approve}]");
  }

  /** The request of that type stays undecided, and the one of a tool behind it is approved. */
  private static void assertPassedBy(ApprovalType type, String script) {
    ScriptPlace place = place(script, asked(1, plain(type)), asked(2, plain(ApprovalType.TOOL)));

    assertThat(place.decisionOn(id(1))).isEmpty();
    assertThat(place.decisionOn(id(2))).contains(APPROVE);
  }

  @Test
  void a_decision_that_names_its_requests_is_for_them_in_any_order_and_number() {
    ScriptPlace place =
        place(
            """
            decisions:
              - reject
              - {when: {tool: write_file, path: "src/**", agent: coder}, then: approve}
              - {when: {command: npm test}, then: {reject: later}}
              - {when: {type: limit}, then: approve}
              - {when: {path: "never/*"}, then: approve}
            """,
            asked(1, command("npm test; rm -rf .")),
            asked(2, command("npm test")),
            asked(3, write("src/a/b.txt")),
            asked(4, write("src/a.txt", "src/b.txt")),
            asked(5, plain(ApprovalType.LIMIT)),
            asked(6, write("src/a.txt", "other.txt")));

    assertThat(place.decisionOn(id(1))).contains(new ApprovalDecision.Reject(""));
    assertThat(place.decisionOn(id(2))).contains(new ApprovalDecision.Reject("later"));
    assertThat(place.decisionOn(id(3))).contains(APPROVE);
    assertThat(place.decisionOn(id(4))).contains(APPROVE);
    assertThat(place.decisionOn(id(5))).contains(APPROVE);
    assertThat(place.decisionOn(id(6))).isEmpty();
    assertThat(place.unplayed()).containsExactly("the decision on any tool in never/*");
  }

  @Test
  void a_decision_on_tools_lifts_no_limit() {
    assertPassedBy(ApprovalType.LIMIT, "decisions: [{when: {agent: coder}, then: approve}]");
  }

  @Test
  void messages_are_said_and_questions_answered_in_order() {
    var question = new ToolCallId(new UUID(1, 1));
    var other = new ToolCallId(new UUID(1, 2));
    SessionEvent said =
        new SessionEvent.UserMessageAdded(new Message.User(new MessageId(new UUID(2, 1)), "a"));
    SessionEvent asks = new SessionEvent.QuestionAsked(question, "b?", List.of());
    SessionEvent answered = new SessionEvent.ToolAnswered(question, "p", ToolResult.succeeded("b"));
    SessionEvent read = new SessionEvent.ToolAnswered(other, "p", ToolResult.succeeded("text"));
    SessionEvent cancelled =
        new SessionEvent.ToolAnswered(
            question, "p", ToolResult.notRun(ToolResult.Outcome.CANCELLED, "over"));
    String script = "messages: [a, b, c]";

    assertThat(place(script).nextMessage()).contains("a");
    assertThat(place(script, said, read, asks).nextMessage()).contains("b");
    assertThat(place(script, said, asks, cancelled).nextMessage()).contains("b");
    assertThat(place(script, said, asks, answered).nextMessage()).contains("c");
    assertThat(place(script, said, asks, answered, said).nextMessage()).isEmpty();
    assertThat(place(script, said).unplayed()).containsExactly("the last 2 messages");
  }

  @Test
  void what_was_never_played_is_told() {
    SessionEvent routed =
        new SessionEvent.ModelRequestCompleted(Purpose.ROUTE, "script", Usage.NONE, 1);
    SessionEvent replied =
        new SessionEvent.ModelRequestCompleted(Purpose.REPLY, "script", Usage.NONE, 1);
    String script =
        """
        routes: [a, b]
        replies: [{text: a}, {text: b}, {text: c}]
        decisions: [approve, approve, {when: {tool: write_file}, then: reject}]
        """;

    assertThat(place(script, routed, replied).unplayed())
        .containsExactly(
            "the last route",
            "the last 2 replies",
            "the last 2 decisions in order",
            "the decision on write_file");
    assertThat(
            place(
                    script,
                    routed,
                    routed,
                    replied,
                    replied,
                    replied,
                    asked(1, plain(ApprovalType.TOOL)),
                    asked(2, write("a")),
                    asked(3, plain(ApprovalType.TOOL)))
                .unplayed())
        .isEmpty();
  }
}
