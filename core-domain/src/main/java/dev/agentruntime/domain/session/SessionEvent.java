package dev.agentruntime.domain.session;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.approval.Ruling;
import dev.agentruntime.domain.approval.Verdict;
import dev.agentruntime.domain.approval.Vote;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.tool.FileImpact;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A fact of a session. The facts in their order are the session: its state is what they fold into.
 */
public sealed interface SessionEvent {

  /** The session exists. */
  record Created(Owner owner, SessionKind kind, SessionSettings settings, AgentName agent)
      implements SessionEvent {}

  /** It is set to something else. */
  record Updated(SessionSettings settings) implements SessionEvent {}

  /** It takes no more messages. */
  record Closed() implements SessionEvent {}

  /** It is no longer shown. */
  record Deleted() implements SessionEvent {}

  /** A turn is open. */
  record TurnStarted(TurnId turn, boolean route) implements SessionEvent {}

  /** A process took the turn up, for the first time or again. */
  record TurnRunning() implements SessionEvent {}

  /** The turn is suspended. */
  record TurnWaiting(WaitReason reason) implements SessionEvent {}

  /** The turn is over. */
  record TurnEnded(TurnOutcome outcome) implements SessionEvent {}

  /** The user said something. */
  record UserMessageAdded(Message.User message) implements SessionEvent {}

  /** The router chose an agent. */
  record AgentRouted(Routing routing) implements SessionEvent {}

  /** Another agent is at work. */
  record AgentSwitched(AgentName from, AgentName to, String reason, SwitchedBy by)
      implements SessionEvent {}

  /** The model answered. */
  record ModelRequestCompleted(Purpose purpose, String model, Usage usage, long millis)
      implements SessionEvent {}

  /**
   * The model did not answer.
   *
   * @param model the one that was asked; empty where that is not known, and in logs of earlier
   *     versions
   */
  record ModelRequestFailed(
      Purpose purpose, FailureKind kind, String message, Optional<String> model)
      implements SessionEvent {}

  /**
   * A reply of the model is part of the transcript.
   *
   * @param malformed whether one of its calls was unusable
   */
  record ReplyRecorded(Message.Assistant reply, boolean malformed) implements SessionEvent {}

  /** Text that was shown belongs to no reply. */
  record ReplyDiscarded(MessageId reply, String reason) implements SessionEvent {}

  /**
   * A call passed the checks and the policy was asked about it.
   *
   * @param seen what the policy saw beside the call itself, so that it can be asked again
   */
  record ToolCallProposed(
      ToolCall call,
      SideEffect sideEffect,
      ToolExecution execution,
      Ruling ruling,
      Verdict.Explanation explanation,
      JsonObject seen)
      implements SessionEvent {}

  /**
   * The client is to execute a call: exactly this one.
   *
   * @param deadline after which the call is answered as expired; empty in logs of earlier versions
   */
  record ToolRequested(
      ToolCallId call,
      ToolName tool,
      JsonObject arguments,
      Digest digest,
      Optional<Instant> deadline)
      implements SessionEvent {}

  /**
   * A call is executed.
   *
   * @param files what it is to make of which files
   * @param diff the same for people, if it is an edit; what was edited can be told from the log
   */
  record ToolStarted(
      ToolCallId call,
      Digest digest,
      AuthorizedCall.Grounds grounds,
      long generation,
      List<FileImpact> files,
      Optional<String> diff)
      implements SessionEvent {
    public ToolStarted {
      files = List.copyOf(files);
    }
  }

  /** A crash interrupted a call, and it did nothing yet or may simply run again. */
  record ToolReset(ToolCallId call) implements SessionEvent {}

  /** A call has its answer. */
  record ToolAnswered(ToolCallId call, String providerId, ToolResult result)
      implements SessionEvent {}

  /** The user is asked something. */
  record QuestionAsked(ToolCallId call, String question, List<String> suggestions)
      implements SessionEvent {
    public QuestionAsked {
      suggestions = List.copyOf(suggestions);
    }
  }

  /** A person is asked. */
  record ApprovalRequested(Approval approval) implements SessionEvent {}

  /** One of several people who have to approve a request did. */
  record ApprovalVoted(ApprovalId approval, Vote vote) implements SessionEvent {}

  /** A request to a person is decided, expired or withdrawn. */
  record ApprovalClosed(
      ApprovalId approval, Optional<ToolCallId> call, PendingApprovalState outcome)
      implements SessionEvent {}

  /** The event's name in stores, on wires and for subscribers. */
  default String type() {
    return switch (this) {
      case Created e -> "session.created";
      case Updated e -> "session.updated";
      case Closed e -> "session.closed";
      case Deleted e -> "session.deleted";
      case TurnStarted e -> "turn.started";
      case TurnRunning e -> "turn.running";
      case TurnWaiting e -> "turn.waiting";
      case TurnEnded e ->
          "turn."
              + (e.outcome() instanceof TurnOutcome.LimitReached
                  ? "limit_reached"
                  : e.outcome().id());
      case UserMessageAdded e -> "session.message.added";
      case AgentRouted e -> "agent.routed";
      case AgentSwitched e -> "agent.switched";
      case ModelRequestCompleted e -> "llm.request.completed";
      case ModelRequestFailed e -> "llm.request.failed";
      case ReplyRecorded e -> "message.completed";
      case ReplyDiscarded e -> "message.discarded";
      case ToolCallProposed e -> "tool.call.proposed";
      case ToolRequested e -> "tool.execution.requested";
      case ToolStarted e -> "tool.execution.started";
      case ToolReset e -> "tool.execution.reset";
      case ToolAnswered e -> answered(e.result().outcome());
      case QuestionAsked e -> "question.asked";
      case ApprovalRequested e -> "approval.requested";
      case ApprovalVoted e -> "approval.voted";
      case ApprovalClosed e -> "approval." + e.outcome().id();
    };
  }

  private static String answered(ToolResult.Outcome outcome) {
    return switch (outcome) {
      case SUCCEEDED -> "tool.execution.completed";
      case FAILED -> "tool.execution.failed";
      default -> "tool.call." + outcome.id();
    };
  }
}
