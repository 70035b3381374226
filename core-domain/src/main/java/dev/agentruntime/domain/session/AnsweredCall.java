package dev.agentruntime.domain.session;

import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.List;
import java.util.Optional;

/**
 * What the log says of a call that has its answer; its session may have gone on long since.
 *
 * @param requested digest of what the client was to execute; empty if it was never asked to
 * @param edited what a person put in place of the model's arguments, if one did
 */
public record AnsweredCall(
    Optional<Digest> requested, Optional<JsonObject> edited, ToolResult answer) {

  /**
   * Whether this result, brought for the call when it waited for one, would have become its answer.
   *
   * @param executed digest of what the client executed
   */
  public boolean isAnsweredBy(Digest executed, ToolResult result) {
    return requested.equals(Optional.of(executed))
        && Replies.recordable(Executions.told(edited, result)).equals(answer);
  }

  /**
   * Reads a call off the log.
   *
   * @param log the events from the reply that has the call up to its answer, which is the last one
   */
  public static AnsweredCall in(List<SessionEvent> log, ToolCallId call) {
    Optional<Digest> requested = Optional.empty();
    Optional<JsonObject> edited = Optional.empty();
    for (SessionEvent event : log) {
      if (event instanceof SessionEvent.ToolRequested request && request.call().equals(call)) {
        requested = Optional.of(request.digest());
      } else if (event instanceof SessionEvent.ApprovalClosed closed
          && closed.call().equals(Optional.of(call))
          && closed.outcome() instanceof Approved approved) {
        edited =
            approved.edited() ? approved.granted().details().object("arguments") : Optional.empty();
      }
    }
    if (log.isEmpty()
        || !(log.getLast() instanceof SessionEvent.ToolAnswered answered)
        || !answered.call().equals(call)) {
      throw new IllegalArgumentException("the log does not end with the answer of call " + call);
    }
    return new AnsweredCall(requested, edited, answered.result());
  }
}
