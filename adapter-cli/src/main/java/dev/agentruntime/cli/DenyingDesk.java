package dev.agentruntime.cli;

import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.Reviewer;
import java.util.Optional;

/** Rejects everything. */
final class DenyingDesk implements ApprovalDesk {

  /** Who decides here. */
  static final Reviewer BY = ApprovalDesk.called("mode:deny");

  @Override
  public Optional<Ballot> decide(ApprovalView view, Deadline deadline) {
    return Optional.of(
        Ballot.on(
            view,
            new ApprovalDecision.Reject(
                "Nobody is there to decide, so it is denied. Go on without it."),
            BY));
  }
}
