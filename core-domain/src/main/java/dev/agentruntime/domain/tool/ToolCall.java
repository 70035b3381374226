package dev.agentruntime.domain.tool;

/**
 * A call as the model asked for it.
 *
 * @param providerId the model's own id, opaque; providers repeat theirs, so nothing is looked up by
 *     it
 * @param name the name as sent, not necessarily that of a tool
 */
public record ToolCall(ToolCallId id, String providerId, String name, ToolArguments arguments) {}
