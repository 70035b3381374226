package dev.agentruntime.http;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.application.event.LoggedEvent;
import dev.agentruntime.application.event.StreamEntry;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;

/** Events and pieces as JSON. */
final class EventBody {

  private EventBody() {}

  /** The JSON of an event; one of a request that stands alone names no session. */
  static JsonObject of(RecordedEvent event) {
    LoggedEvent logged = LoggedEvent.of(event);
    return logged.told(event.type(), logged.form().data());
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
