package dev.agentruntime.domain.approval;

import dev.agentruntime.domain.json.JsonObject;

/** What a person said to a request. */
public sealed interface ApprovalDecision {

  /** Exactly this may run. */
  record Approve() implements ApprovalDecision {}

  /**
   * It may run with these arguments in place of the model's.
   *
   * @param modifications for a tool the whole argument object, else the whole details
   */
  record ApproveWithEdits(JsonObject modifications) implements ApprovalDecision {}

  /**
   * It must not run.
   *
   * @param feedback what the model is told; may be empty
   */
  record Reject(String feedback) implements ApprovalDecision {}
}
