package dev.agentruntime.application.query;

import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;

/**
 * An approval with where it is recorded.
 *
 * @param stream the session whose log tells of it: the one it belongs to, or one of its own
 * @param approval what was asked, which stays as it was, and what became of it
 */
public record ApprovalView(SessionId stream, Approval approval) {

  /** The session it belongs to; nothing if it stands alone. */
  public Optional<SessionId> session() {
    return standsAlone(stream, approval.id()) ? Optional.empty() : Optional.of(stream);
  }

  /** Whether a session is nothing but the log of this approval. */
  public static boolean standsAlone(SessionId stream, ApprovalId approval) {
    return stream.value().equals(approval.value());
  }

  /** The request as it was decided: with the reviewer's arguments where they changed some. */
  public ApprovalRequest asDecided() {
    return approval.state() instanceof Approved approved ? approved.granted() : approval.request();
  }
}
