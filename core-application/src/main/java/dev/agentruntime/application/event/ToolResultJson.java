package dev.agentruntime.application.event;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.ToolResult;

/** The answer to a tool call as JSON. */
public final class ToolResultJson {

  private ToolResultJson() {}

  /** The JSON form. */
  public static JsonObject write(ToolResult result) {
    return JsonObject.builder()
        .put("outcome", Fields.name(result.outcome()))
        .put("content", result.content())
        .put("changed_files", result.changedFiles())
        .put("note", result.note())
        .build();
  }

  /** Reads {@link #write}. */
  public static ToolResult read(JsonObject json) {
    var fields = new Fields(json);
    return new ToolResult(
        fields.constant("outcome", ToolResult.Outcome.class),
        fields.text("content"),
        fields.texts("changed_files"),
        fields.optionalText("note"));
  }
}
