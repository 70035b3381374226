package dev.agentruntime.application.query;

import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;

/**
 * Which approvals to list.
 *
 * @param state an id of {@link dev.agentruntime.domain.approval.PendingApprovalState}
 * @param most at most this many, 1 to {@value SessionFilter#MAX}
 * @param cursor {@link Page#next()} of the page before
 */
public record ApprovalFilter(
    Optional<SessionId> session,
    Optional<ApprovalType> type,
    Optional<String> state,
    int most,
    Optional<String> cursor) {

  public ApprovalFilter {
    SessionFilter.requirePageSize(most);
  }

  /** What a session's people still have to decide. */
  public static ApprovalFilter pendingOf(SessionId session) {
    return new ApprovalFilter(
        Optional.of(session),
        Optional.empty(),
        Optional.of("pending"),
        SessionFilter.MAX,
        Optional.empty());
  }
}
