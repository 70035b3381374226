package dev.agentruntime.application.event;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionEvent;
import java.util.Arrays;
import java.util.List;

/**
 * The mapping of every session event to its recorded form and back. What was written once is read
 * for ever; members that are not known are ignored, kinds and versions that are not known are
 * refused.
 */
public final class EventJson {

  /** The part of a program that all recorded events are from. */
  public static final String SOURCE = "agent-runtime";

  private EventJson() {}

  /**
   * An event in its recorded form.
   *
   * @param kind one name per type of event; unlike {@link SessionEvent#type()} it does not tell
   *     outcomes
   * @param version of the data's shape
   */
  public record Form(String kind, int version, JsonObject data) {}

  /** The kinds there are, in no particular order. */
  public static List<String> kinds() {
    return Arrays.stream(EventKind.values()).map(EventKind::id).toList();
  }

  /** The version of the shape that an event is recorded in. */
  public static int version(SessionEvent event) {
    return EventKind.of(event).version();
  }

  /** The recorded form of an event. */
  public static Form write(SessionEvent event) {
    EventKind kind = EventKind.of(event);
    return new Form(kind.id(), kind.version(), data(event));
  }

  /**
   * The event of a recorded form.
   *
   * @throws IllegalArgumentException if kind or version is not known, or a member is missing
   */
  public static SessionEvent read(Form form) {
    JsonObject data = form.data();
    return switch (EventKind.of(form.kind()).requireReadable(form.version())) {
      case CREATED -> SessionEventJson.created(data);
      case UPDATED -> SessionEventJson.updated(data);
      case CLOSED -> new SessionEvent.Closed();
      case DELETED -> new SessionEvent.Deleted();
      case TURN_STARTED -> TurnEventJson.started(data);
      case TURN_RUNNING -> new SessionEvent.TurnRunning();
      case TURN_WAITING -> TurnEventJson.waiting(data);
      case TURN_ENDED -> TurnEventJson.ended(data);
      case USER_MESSAGE_ADDED -> SessionEventJson.userMessageAdded(data);
      case AGENT_ROUTED -> AgentEventJson.routed(data);
      case AGENT_SWITCHED -> AgentEventJson.switched(data);
      case MODEL_REQUEST_COMPLETED -> ModelEventJson.completed(data);
      case MODEL_REQUEST_FAILED -> ModelEventJson.failed(data);
      case REPLY_RECORDED -> ModelEventJson.replyRecorded(data);
      case REPLY_DISCARDED -> ModelEventJson.replyDiscarded(data);
      case TOOL_CALL_PROPOSED -> ToolEventJson.proposed(data);
      case TOOL_REQUESTED -> ToolEventJson.requested(data);
      case TOOL_STARTED -> ToolEventJson.started(data);
      case TOOL_RESET -> ToolEventJson.reset(data);
      case TOOL_ANSWERED -> ToolEventJson.answered(data);
      case QUESTION_ASKED -> ToolEventJson.questionAsked(data);
      case APPROVAL_REQUESTED -> ApprovalEventJson.requested(data);
      case APPROVAL_VOTED -> ApprovalEventJson.voted(data);
      case APPROVAL_CLOSED -> ApprovalEventJson.closed(data);
    };
  }

  private static JsonObject data(SessionEvent event) {
    return switch (event) {
      case SessionEvent.Created e -> SessionEventJson.write(e);
      case SessionEvent.Updated e -> SessionEventJson.write(e);
      case SessionEvent.Closed e -> JsonObject.empty();
      case SessionEvent.Deleted e -> JsonObject.empty();
      case SessionEvent.TurnStarted e -> TurnEventJson.write(e);
      case SessionEvent.TurnRunning e -> JsonObject.empty();
      case SessionEvent.TurnWaiting e -> TurnEventJson.write(e);
      case SessionEvent.TurnEnded e -> TurnEventJson.write(e);
      case SessionEvent.UserMessageAdded e -> SessionEventJson.write(e);
      case SessionEvent.AgentRouted e -> AgentEventJson.write(e);
      case SessionEvent.AgentSwitched e -> AgentEventJson.write(e);
      case SessionEvent.ModelRequestCompleted e -> ModelEventJson.write(e);
      case SessionEvent.ModelRequestFailed e -> ModelEventJson.write(e);
      case SessionEvent.ReplyRecorded e -> ModelEventJson.write(e);
      case SessionEvent.ReplyDiscarded e -> ModelEventJson.write(e);
      case SessionEvent.ToolCallProposed e -> ToolEventJson.write(e);
      case SessionEvent.ToolRequested e -> ToolEventJson.write(e);
      case SessionEvent.ToolStarted e -> ToolEventJson.write(e);
      case SessionEvent.ToolReset e -> ToolEventJson.write(e);
      case SessionEvent.ToolAnswered e -> ToolEventJson.write(e);
      case SessionEvent.QuestionAsked e -> ToolEventJson.write(e);
      case SessionEvent.ApprovalRequested e -> ApprovalEventJson.write(e);
      case SessionEvent.ApprovalVoted e -> ApprovalEventJson.write(e);
      case SessionEvent.ApprovalClosed e -> ApprovalEventJson.write(e);
    };
  }
}
