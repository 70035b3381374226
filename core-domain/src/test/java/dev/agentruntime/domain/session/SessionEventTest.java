package dev.agentruntime.domain.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.approval.Vote;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Stores and subscribers know events by these names: a name never changes. */
class SessionEventTest {

  private static final Instant AT = Instant.parse("2026-05-01T12:00:00Z");
  private static final UUID ONE = new UUID(0, 1);
  private static final ToolCallId CALL = new ToolCallId(ONE);
  private static final ApprovalId APPROVAL = new ApprovalId(ONE);
  private static final MessageId MESSAGE = new MessageId(ONE);
  private static final Digest DIGEST = Digest.of("x");
  private static final SessionSettings SETTINGS =
      Play.settings(TurnLimits.DEFAULT, ToolExecution.CLIENT, RoutingMode.FIRST);
  private static final Verdict.Explanation WHY =
      new Verdict.Explanation("r", PolicyVersion.ofOwner(1), "because");
  private static final ApprovalRequest REQUEST =
      new ApprovalRequest(
          new ApprovalType("deploy"), "prod", JsonObject.empty(), Optional.empty(), List.of());

  record Row(String type, SessionEvent event) {
    @Override
    public String toString() {
      return type;
    }
  }

  static Stream<Row> rows() {
    var call = new ToolCall(CALL, "p", "x", new ToolArguments.Parsed(JsonObject.empty()));
    var asked =
        new Approval.Asked(
            Optional.empty(), "", AT, Optional.empty(), Optional.empty(), Approval.Basis.RUNTIME);
    var routing = new Routing(Play.CODER, Routing.Confidence.HIGH, "", Routing.Method.ONLY);
    return Stream.of(
        new Row(
            "session.created",
            new SessionEvent.Created(Owner.LOCAL, SessionKind.CONVERSATION, SETTINGS, Play.CODER)),
        new Row("session.updated", new SessionEvent.Updated(SETTINGS)),
        new Row("session.closed", new SessionEvent.Closed()),
        new Row("session.deleted", new SessionEvent.Deleted()),
        new Row(
            "session.message.added",
            new SessionEvent.UserMessageAdded(new Message.User(MESSAGE, "hi"))),
        new Row("turn.started", new SessionEvent.TurnStarted(new TurnId(ONE), true)),
        new Row("turn.running", new SessionEvent.TurnRunning()),
        new Row("turn.waiting", new SessionEvent.TurnWaiting(WaitReason.ANSWER)),
        ended("turn.completed", new TurnOutcome.Completed("")),
        ended("turn.failed", new TurnOutcome.Failed(FailureKind.CUT, "")),
        ended("turn.cancelled", new TurnOutcome.Cancelled("")),
        ended("turn.limit_reached", new TurnOutcome.LimitReached(Limit.TOOL_CALLS)),
        new Row("agent.routed", new SessionEvent.AgentRouted(routing)),
        new Row(
            "agent.switched",
            new SessionEvent.AgentSwitched(Play.CODER, Play.ASK, "", SwitchedBy.USER)),
        new Row(
            "llm.request.completed",
            new SessionEvent.ModelRequestCompleted(Purpose.REPLY, "m", Usage.NONE, 1)),
        new Row(
            "llm.request.failed",
            new SessionEvent.ModelRequestFailed(
                Purpose.ROUTE, FailureKind.CUT, "", Optional.empty())),
        new Row(
            "message.completed",
            new SessionEvent.ReplyRecorded(
                new Message.Assistant(MESSAGE, Play.CODER, "", Optional.empty(), List.of()),
                false)),
        new Row("message.discarded", new SessionEvent.ReplyDiscarded(MESSAGE, "")),
        new Row(
            "tool.call.proposed",
            new SessionEvent.ToolCallProposed(
                call,
                SideEffect.READ,
                ToolExecution.CLIENT,
                Ruling.ALLOW,
                WHY,
                JsonObject.empty())),
        new Row(
            "tool.execution.requested",
            new SessionEvent.ToolRequested(
                CALL, new ToolName("x"), JsonObject.empty(), DIGEST, Optional.empty())),
        new Row(
            "tool.execution.started",
            new SessionEvent.ToolStarted(
                CALL,
                DIGEST,
                new AuthorizedCall.Grounds.Policy(WHY),
                1,
                List.of(),
                Optional.empty())),
        new Row("tool.execution.reset", new SessionEvent.ToolReset(CALL)),
        answered("tool.execution.completed", ToolResult.Outcome.SUCCEEDED),
        answered("tool.execution.failed", ToolResult.Outcome.FAILED),
        answered("tool.call.denied", ToolResult.Outcome.DENIED),
        answered("tool.call.expired", ToolResult.Outcome.EXPIRED),
        answered("tool.call.interrupted", ToolResult.Outcome.INTERRUPTED),
        answered("tool.call.cancelled", ToolResult.Outcome.CANCELLED),
        answered("tool.call.superseded", ToolResult.Outcome.SUPERSEDED),
        new Row("question.asked", new SessionEvent.QuestionAsked(CALL, "?", List.of())),
        new Row(
            "approval.requested",
            new SessionEvent.ApprovalRequested(Approval.pending(APPROVAL, REQUEST, asked))),
        closed("approval.approved", new PendingApprovalState.Approved(REQUEST, false, "ann", AT)),
        closed("approval.rejected", new PendingApprovalState.Rejected("", "ann", AT)),
        new Row(
            "approval.voted",
            new SessionEvent.ApprovalVoted(
                APPROVAL, new Vote(new Reviewer("ann", Role.USER), Optional.empty(), AT))),
        closed("approval.expired", new PendingApprovalState.Expired(AT)),
        closed("approval.cancelled", new PendingApprovalState.Cancelled("", AT)));
  }

  private static Row ended(String type, TurnOutcome outcome) {
    return new Row(type, new SessionEvent.TurnEnded(outcome));
  }

  private static Row answered(String type, ToolResult.Outcome outcome) {
    return new Row(type, new SessionEvent.ToolAnswered(CALL, "p", ToolResult.notRun(outcome, "")));
  }

  private static Row closed(String type, PendingApprovalState outcome) {
    return new Row(type, new SessionEvent.ApprovalClosed(APPROVAL, Optional.empty(), outcome));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void an_event_keeps_its_name(Row row) {
    var recorded =
        new RecordedEvent(
            new SessionId(ONE), 1, ONE, AT, new RecordedEvent.Cause(ONE, ONE), row.event());

    assertThat(recorded.type()).isEqualTo(row.type());
  }

  @Test
  void every_kind_of_event_has_a_row() {
    assertThat(rows().<Class<?>>map(row -> row.event().getClass()).distinct())
        .containsExactlyInAnyOrder(SessionEvent.class.getPermittedSubclasses());
  }

  @Test
  void what_stores_hold_by_name_keeps_its_name() {
    assertThat(ids(SessionStatus.values(), SessionStatus::id))
        .containsExactly("idle", "running", "waiting", "closed", "deleted");
    assertThat(ids(WaitReason.values(), WaitReason::id))
        .containsExactly("approval", "client", "answer", "recovery", "limit");
    assertThat(ids(Limit.values(), Limit::id))
        .containsExactly(
            "model_calls",
            "tool_calls",
            "equal_calls",
            "auto_approvals",
            "running_time",
            "tokens",
            "cost");
    assertThat(ids(SwitchedBy.values(), SwitchedBy::id)).containsExactly("user", "agent", "router");
    assertThat(ids(RoutingMode.values(), RoutingMode::id)).containsExactly("first", "always");
    assertThat(ids(Purpose.values(), Purpose::id)).containsExactly("route", "reply");
    assertThat(ids(FailureKind.values(), FailureKind::id))
        .containsExactly(
            "authentication",
            "rejected",
            "unavailable",
            "timeout",
            "cut",
            "malformed_calls",
            "script_exhausted",
            "internal");
  }

  private static <E> Stream<String> ids(E[] values, Function<E, String> id) {
    return Arrays.stream(values).map(id);
  }

  @Test
  void only_what_may_pass_by_itself_is_worth_another_try() {
    assertThat(Arrays.stream(FailureKind.values()).filter(FailureKind::isRetryable))
        .containsExactly(FailureKind.UNAVAILABLE, FailureKind.TIMEOUT, FailureKind.CUT);
  }
}
