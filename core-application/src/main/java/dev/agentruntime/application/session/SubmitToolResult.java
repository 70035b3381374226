package dev.agentruntime.application.session;

import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolCallId;

/**
 * Brings the result of a call that the client executed.
 *
 * @param digest of the request the client executed, as {@code tool.execution.requested} named it
 * @param failed whether the content says what went wrong
 */
public record SubmitToolResult(
    Owner owner,
    SessionId session,
    ToolCallId call,
    Digest digest,
    String content,
    boolean failed) {}
