package dev.agentruntime.application.event;

import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.tool.ToolResult;

/**
 * When each type of event is recorded, in a sentence for people: the words of {@code
 * docs/events.md}. A type that comes to be has to say it here, or nothing compiles.
 */
public final class EventMeaning {

  private EventMeaning() {}

  /** When events of the type of this one are recorded. */
  public static String of(SessionEvent event) {
    return switch (event) {
      case SessionEvent.Created e -> "A session was made.";
      case SessionEvent.Updated e ->
          "A session was set otherwise: its title, labels, limits, runner, routing or tools.";
      case SessionEvent.Closed e -> "A session was closed: it takes no more messages.";
      case SessionEvent.Deleted e ->
          "A session was deleted: it is no longer shown, and removed when it is old enough.";
      case SessionEvent.TurnStarted e -> "A message opened a turn.";
      case SessionEvent.TurnRunning e -> "A process took the turn up, for the first time or again.";
      case SessionEvent.TurnWaiting e ->
          "The turn waits for a person, the client or the user, and holds no process meanwhile.";
      case SessionEvent.TurnEnded e -> of(e.outcome());
      case SessionEvent.UserMessageAdded e -> "The user said something.";
      case SessionEvent.AgentRouted e ->
          "The orchestrator chose an agent for a message, by the model or by key words.";
      case SessionEvent.AgentSwitched e ->
          "Another agent is at work from here on: chosen by the router, by the one before, or by"
              + " the user.";
      case SessionEvent.ModelRequestCompleted e ->
          "The model answered; tells what it took, in tokens and time.";
      case SessionEvent.ModelRequestFailed e -> "The model did not answer, after all attempts.";
      case SessionEvent.ReplyRecorded e ->
          "A reply of the model is complete and part of the conversation.";
      case SessionEvent.ReplyDiscarded e ->
          "Text of a reply that was shown while it came is part of no message.";
      case SessionEvent.ToolCallProposed e ->
          "The model called a tool, the call is sound, and the policy said what becomes of it.";
      case SessionEvent.ToolRequested e ->
          "The client is to execute a call: exactly this one, and until the deadline.";
      case SessionEvent.ToolStarted e ->
          "A call is executed from now on, by the policy's word or a person's.";
      case SessionEvent.ToolReset e ->
          "A crash interrupted a call that did nothing yet, or may run again; it runs again.";
      case SessionEvent.ToolAnswered e -> of(e.result().outcome());
      case SessionEvent.QuestionAsked e -> "An agent asks the user something, and waits.";
      case SessionEvent.ApprovalRequested e ->
          "People are asked: for a tool call, a recovery, a limit, or what somebody else asked"
              + " for.";
      case SessionEvent.ApprovalVoted e ->
          "One of several people who have to agree did; more are needed.";
      case SessionEvent.ApprovalClosed e -> of(e.outcome());
    };
  }

  private static String of(TurnOutcome outcome) {
    return switch (outcome) {
      case TurnOutcome.Completed completed -> "The turn is over: the agent is done.";
      case TurnOutcome.Failed failed ->
          "The turn is over: the model or the runtime could not go on.";
      case TurnOutcome.Cancelled cancelled ->
          "The turn is over: it was cancelled, or a newer message took its place.";
      case TurnOutcome.LimitReached reached ->
          "The turn is over: it reached a limit, and nobody let it go on.";
    };
  }

  private static String of(ToolResult.Outcome outcome) {
    return switch (outcome) {
      case SUCCEEDED -> "A call was executed and did what it should; it is answered.";
      case FAILED -> "A call was executed, or found unusable, and failed; it is answered.";
      case DENIED -> "A call was refused by the policy or a person; it never ran.";
      case EXPIRED -> "Nobody decided on a call, or brought its result, in time.";
      case INTERRUPTED -> "A crash interrupted a call, and it was given up.";
      case CANCELLED ->
          "A call is not run to its end: its turn ended before, or the request about it was"
              + " withdrawn.";
      case SUPERSEDED -> "A call is not run to its end: a newer message took its turn's place.";
    };
  }

  private static String of(PendingApprovalState outcome) {
    return switch (outcome) {
      case PendingApprovalState.Pending pending ->
          throw new IllegalArgumentException("what is pending is not closed");
      case PendingApprovalState.Approved approved ->
          "A request to people was approved, as it was asked for or with changes.";
      case PendingApprovalState.Rejected rejected -> "A request to people was rejected.";
      case PendingApprovalState.Expired expired -> "Nobody decided a request to people in time.";
      case PendingApprovalState.Cancelled cancelled ->
          "A request to people was withdrawn, or is of no use any more.";
    };
  }
}
