package dev.agentruntime.application.event;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.ToolArguments;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;

/** A tool call as JSON. */
public final class ToolCallJson {

  private ToolCallJson() {}

  /** The JSON form. */
  public static JsonObject write(ToolCall call) {
    var json =
        JsonObject.builder()
            .put("call_id", call.id().toString())
            .put("provider_id", call.providerId())
            .put("tool", call.name());
    switch (call.arguments()) {
      case ToolArguments.Parsed parsed -> json.put("arguments", parsed.value());
      case ToolArguments.Malformed malformed ->
          json.put(
              "malformed",
              JsonObject.builder()
                  .put("raw", malformed.raw())
                  .put("problem", malformed.problem())
                  .build());
    }
    return json.build();
  }

  /** Reads {@link #write}. */
  public static ToolCall read(JsonObject json) {
    var fields = new Fields(json);
    return new ToolCall(
        new ToolCallId(fields.uuid("call_id")),
        fields.text("provider_id"),
        fields.text("tool"),
        arguments(fields));
  }

  private static ToolArguments arguments(Fields call) {
    if (!call.has("malformed")) {
      return new ToolArguments.Parsed(call.object("arguments"));
    }
    Fields malformed = call.fields("malformed");
    return new ToolArguments.Malformed(malformed.text("raw"), malformed.text("problem"));
  }
}
