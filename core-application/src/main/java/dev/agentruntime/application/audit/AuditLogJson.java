package dev.agentruntime.application.audit;

import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.application.audit.AuditLogEntry.Told;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.Optional;

/**
 * Entries of the log in the shape of this service's predecessor. What people, models and tools
 * wrote is null in what is redacted, as is what there is none of.
 */
public final class AuditLogJson {

  private AuditLogJson() {}

  /** The JSON of an entry. */
  public static JsonObject write(AuditLogEntry entry, Content content) {
    RecordedEvent event = entry.entry().event();
    JsonObject.Builder json =
        JsonObject.builder()
            .put("timestamp", event.at().toString())
            .put("event_type", entry.told().type().id())
            .put("event_id", event.id().toString())
            .put("session_id", event.session().toString())
            .put("correlation_id", event.cause().correlation().toString());
    boolean whole = content == Content.FULL;
    Facts facts = entry.entry().facts();
    switch (entry.told()) {
      case Told.Switched it ->
          json.put("from_agent", it.from().value())
              .put("to_agent", it.to().value())
              .put("reason", written(it.reason(), whole))
              .put("confidence", text(it.confidence().map(Routing.Confidence::id)));
      case Told.Decided it ->
          ofCall(json, facts)
              .put("decision", it.decision())
              .put("original_args", written(it.asked(), whole))
              .put("modified_args", written(it.modified(), whole));
      case Told.TurnFailed it ->
          json.put("agent", facts.agent())
              .put("error_message", written(it.message(), whole))
              .put("error_type", it.kind().id());
      case Told.CallFailed it ->
          ofCall(json, facts)
              .put("error_message", written(it.message(), whole))
              .put("error_type", ToolResult.Outcome.FAILED.id());
      case Told.Asked it ->
          ofCall(json, facts)
              .put("reason", written(it.reason(), whole))
              .put("arguments", written(it.arguments(), whole));
    }
    return json.build();
  }

  private static JsonObject.Builder ofCall(JsonObject.Builder json, Facts facts) {
    return json.put("tool_name", text(facts.tool()))
        .put("call_id", text(facts.subject().call().map(ToolCallId::toString)));
  }

  private static JsonValue written(String text, boolean whole) {
    return text(Optional.of(text).filter(any -> whole));
  }

  private static JsonValue written(Optional<JsonObject> arguments, boolean whole) {
    return arguments.filter(any -> whole).<JsonValue>map(any -> any).orElse(JsonNull.NULL);
  }

  private static JsonValue text(Optional<String> text) {
    return text.<JsonValue>map(JsonString::new).orElse(JsonNull.NULL);
  }
}
