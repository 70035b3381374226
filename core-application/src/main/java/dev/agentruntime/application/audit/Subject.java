package dev.agentruntime.application.audit;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.tool.ToolCallId;
import java.util.Optional;

/**
 * What an event by itself tells of what it is about.
 *
 * @param decider who decided, where the event is a person's decision
 */
public record Subject(
    Optional<ToolCallId> call, Optional<ApprovalId> approval, Optional<String> decider) {

  private static final Subject NONE =
      new Subject(Optional.empty(), Optional.empty(), Optional.empty());

  /** What an event is about. */
  public static Subject of(SessionEvent event) {
    return switch (event) {
      case SessionEvent.ToolCallProposed e -> of(e.call().id());
      case SessionEvent.ToolRequested e -> of(e.call());
      case SessionEvent.ToolStarted e -> of(e.call());
      case SessionEvent.ToolReset e -> of(e.call());
      case SessionEvent.ToolAnswered e -> of(e.call());
      case SessionEvent.QuestionAsked e -> of(e.call());
      case SessionEvent.ApprovalRequested e ->
          new Subject(
              e.approval().asked().call(), Optional.of(e.approval().id()), Optional.empty());
      case SessionEvent.ApprovalVoted e ->
          new Subject(
              Optional.empty(), Optional.of(e.approval()), Optional.of(e.vote().by().name()));
      case SessionEvent.ApprovalClosed e ->
          new Subject(e.call(), Optional.of(e.approval()), e.outcome().decider());
      case SessionEvent.Created e -> NONE;
      case SessionEvent.Updated e -> NONE;
      case SessionEvent.Closed e -> NONE;
      case SessionEvent.Deleted e -> NONE;
      case SessionEvent.TurnStarted e -> NONE;
      case SessionEvent.TurnRunning e -> NONE;
      case SessionEvent.TurnWaiting e -> NONE;
      case SessionEvent.TurnEnded e -> NONE;
      case SessionEvent.UserMessageAdded e -> NONE;
      case SessionEvent.AgentRouted e -> NONE;
      case SessionEvent.AgentSwitched e -> NONE;
      case SessionEvent.ModelRequestCompleted e -> NONE;
      case SessionEvent.ModelRequestFailed e -> NONE;
      case SessionEvent.ReplyRecorded e -> NONE;
      case SessionEvent.ReplyDiscarded e -> NONE;
    };
  }

  /** Who is at work once an event happened, where that is another agent than before. */
  public static Optional<AgentName> agentAfter(SessionEvent event) {
    return switch (event) {
      case SessionEvent.Created created -> Optional.of(created.agent());
      case SessionEvent.AgentSwitched switched -> Optional.of(switched.to());
      default -> Optional.empty();
    };
  }

  private static Subject of(ToolCallId call) {
    return new Subject(Optional.of(call), Optional.empty(), Optional.empty());
  }
}
