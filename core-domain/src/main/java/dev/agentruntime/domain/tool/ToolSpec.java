package dev.agentruntime.domain.tool;

import dev.agentruntime.domain.json.JsonObject;

/**
 * A tool as it is offered to the model.
 *
 * @param schema JSON Schema of the arguments, an object schema
 */
public record ToolSpec(
    ToolName name, String description, JsonObject schema, SideEffect sideEffect) {}
