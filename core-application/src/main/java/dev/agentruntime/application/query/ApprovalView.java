package dev.agentruntime.application.query;

import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.session.SessionId;

/**
 * An approval with the session it belongs to.
 *
 * @param approval what was asked, which stays as it was, and what became of it
 */
public record ApprovalView(SessionId session, Approval approval) {

  /** The request as it was decided: with the reviewer's arguments where they changed some. */
  public ApprovalRequest asDecided() {
    return approval.state() instanceof Approved approved ? approved.granted() : approval.request();
  }
}
