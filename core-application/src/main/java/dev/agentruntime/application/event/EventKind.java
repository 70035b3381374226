package dev.agentruntime.application.event;

import dev.agentruntime.domain.session.SessionEvent;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The kinds of recorded events, one per event type whatever its outcome. Names are for ever. A
 * change that old readers or old records would not survive gets the next version, and its reader
 * still takes the earlier ones.
 */
enum EventKind {
  CREATED("session.created"),
  UPDATED("session.updated"),
  CLOSED("session.closed"),
  DELETED("session.deleted"),
  TURN_STARTED("turn.started"),
  TURN_RUNNING("turn.running"),
  TURN_WAITING("turn.waiting"),
  TURN_ENDED("turn.ended"),
  USER_MESSAGE_ADDED("session.message.added"),
  AGENT_ROUTED("agent.routed"),
  AGENT_SWITCHED("agent.switched"),
  MODEL_REQUEST_COMPLETED("llm.request.completed"),
  MODEL_REQUEST_FAILED("llm.request.failed"),
  REPLY_RECORDED("message.completed"),
  REPLY_DISCARDED("message.discarded"),
  TOOL_CALL_PROPOSED("tool.call.proposed"),
  TOOL_REQUESTED("tool.execution.requested"),
  TOOL_STARTED("tool.execution.started"),
  TOOL_RESET("tool.execution.reset"),
  TOOL_ANSWERED("tool.call.answered"),
  QUESTION_ASKED("question.asked"),
  APPROVAL_REQUESTED("approval.requested"),
  APPROVAL_VOTED("approval.voted"),
  APPROVAL_CLOSED("approval.closed");

  private static final Map<String, EventKind> BY_ID =
      Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(kind -> kind.id, kind -> kind));

  private final String id;

  EventKind(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  /** The version that is written. */
  int version() {
    return 1;
  }

  EventKind requireReadable(int version) {
    if (version < 1 || version > version()) {
      throw new IllegalArgumentException(
          "event \"%s\" version %d is not known to this version of the runtime; it reads up to %d"
              .formatted(id, version, version()));
    }
    return this;
  }

  static EventKind of(String id) {
    EventKind kind = BY_ID.get(id);
    if (kind == null) {
      throw Fields.unknown("event kind", id);
    }
    return kind;
  }

  static EventKind of(SessionEvent event) {
    return switch (event) {
      case SessionEvent.Created e -> CREATED;
      case SessionEvent.Updated e -> UPDATED;
      case SessionEvent.Closed e -> CLOSED;
      case SessionEvent.Deleted e -> DELETED;
      case SessionEvent.TurnStarted e -> TURN_STARTED;
      case SessionEvent.TurnRunning e -> TURN_RUNNING;
      case SessionEvent.TurnWaiting e -> TURN_WAITING;
      case SessionEvent.TurnEnded e -> TURN_ENDED;
      case SessionEvent.UserMessageAdded e -> USER_MESSAGE_ADDED;
      case SessionEvent.AgentRouted e -> AGENT_ROUTED;
      case SessionEvent.AgentSwitched e -> AGENT_SWITCHED;
      case SessionEvent.ModelRequestCompleted e -> MODEL_REQUEST_COMPLETED;
      case SessionEvent.ModelRequestFailed e -> MODEL_REQUEST_FAILED;
      case SessionEvent.ReplyRecorded e -> REPLY_RECORDED;
      case SessionEvent.ReplyDiscarded e -> REPLY_DISCARDED;
      case SessionEvent.ToolCallProposed e -> TOOL_CALL_PROPOSED;
      case SessionEvent.ToolRequested e -> TOOL_REQUESTED;
      case SessionEvent.ToolStarted e -> TOOL_STARTED;
      case SessionEvent.ToolReset e -> TOOL_RESET;
      case SessionEvent.ToolAnswered e -> TOOL_ANSWERED;
      case SessionEvent.QuestionAsked e -> QUESTION_ASKED;
      case SessionEvent.ApprovalRequested e -> APPROVAL_REQUESTED;
      case SessionEvent.ApprovalVoted e -> APPROVAL_VOTED;
      case SessionEvent.ApprovalClosed e -> APPROVAL_CLOSED;
    };
  }
}
