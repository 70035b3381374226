package dev.agentruntime.http;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.event.StreamEntry;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionKind;
import java.util.Optional;

/** Events and pieces as JSON. */
final class EventBody {

  private EventBody() {}

  /** The JSON of an event; one of a request that stands alone names no session. */
  static JsonObject of(RecordedEvent event) {
    EventJson.Form form = EventJson.write(event.event());
    return JsonObject.builder()
        .put("type", event.type())
        .put("session_id", session(event).map(SessionId::toString))
        .put("position", event.position())
        .put("event_id", event.id().toString())
        .put("at", event.at().toString())
        .put("correlation_id", event.cause().correlation().toString())
        .put("causation_id", event.cause().causation().toString())
        .put("kind", form.kind())
        .put("version", form.version())
        .put("data", form.data())
        .build();
  }

  private static Optional<SessionId> session(RecordedEvent event) {
    return approval(event)
            .filter(approval -> ApprovalView.standsAlone(event.session(), approval))
            .isPresent()
        ? Optional.empty()
        : Optional.of(event.session());
  }

  private static Optional<ApprovalId> approval(RecordedEvent event) {
    return switch (event.event()) {
      case SessionEvent.ApprovalRequested requested -> Optional.of(requested.approval().id());
      case SessionEvent.ApprovalVoted voted -> Optional.of(voted.approval());
      case SessionEvent.ApprovalClosed closed -> Optional.of(closed.approval());
      default -> Optional.empty();
    };
  }

  /** Whether it tells only that there is a log for a request that stands alone. */
  static boolean isBookkeeping(RecordedEvent event) {
    return event.event() instanceof SessionEvent.Created created
        && created.kind() == SessionKind.REQUEST;
  }

  static String name(Delta delta) {
    return switch (delta) {
      case Delta.ReplyText text -> "message.delta";
      case Delta.Reasoning reasoning -> "message.reasoning.delta";
      case Delta.ToolOutput output -> "tool.output.delta";
    };
  }

  static JsonObject of(Delta delta) {
    return switch (delta) {
      case Delta.ReplyText piece ->
          piece(piece, piece.turn().toString(), piece.text())
              .put("message_id", piece.reply().toString())
              .build();
      case Delta.Reasoning piece ->
          piece(piece, piece.turn().toString(), piece.text())
              .put("message_id", piece.reply().toString())
              .build();
      case Delta.ToolOutput piece ->
          piece(piece, piece.turn().toString(), piece.text())
              .put("call_id", piece.call().toString())
              .build();
    };
  }

  private static JsonObject.Builder piece(Delta delta, String turn, String text) {
    return JsonObject.builder()
        .put("session_id", delta.session().toString())
        .put("turn_id", turn)
        .put("text", text);
  }

  static JsonObject of(StreamEntry.Snapshot snapshot) {
    return JsonObject.builder()
        .put("turn_id", snapshot.turn().toString())
        .put("message_id", snapshot.reply().toString())
        .put("text", snapshot.text())
        .put("reasoning", snapshot.reasoning())
        .build();
  }
}
