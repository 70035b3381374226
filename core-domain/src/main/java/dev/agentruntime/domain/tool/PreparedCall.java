package dev.agentruntime.domain.tool;

import dev.agentruntime.domain.json.JsonObject;

/**
 * A call that passed the schema, the agent's rules and the executor's preview, and may be put
 * before the policy.
 *
 * @param arguments the arguments that would run: the model's, or the reviewer's in their place
 */
public record PreparedCall(
    ToolCall call, ToolSpec spec, ToolExecution execution, JsonObject arguments, Preview preview) {}
