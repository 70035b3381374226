package dev.agentruntime.cli;

import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.PendingApprovalState;
import java.time.Instant;
import java.util.Optional;

/** What became of approvals, for people. */
final class OutcomeForm {

  private OutcomeForm() {}

  /** In a few words; when it was is told elsewhere. */
  static String words(PendingApprovalState outcome) {
    return switch (outcome) {
      case PendingApprovalState.Approved a -> ApprovalForm.granted(a) + " by " + a.by();
      case PendingApprovalState.Rejected r ->
          "rejected by " + r.by() + (r.feedback().isBlank() ? "" : ": " + r.feedback());
      case PendingApprovalState.Cancelled c -> "withdrawn: " + c.reason();
      case PendingApprovalState.Expired e -> "expired: nobody decided in time";
      case PendingApprovalState.Pending p -> "pending";
    };
  }

  /** When it was, if it was. */
  static Optional<Instant> at(PendingApprovalState outcome) {
    return switch (outcome) {
      case PendingApprovalState.Approved a -> Optional.of(a.at());
      case PendingApprovalState.Rejected r -> Optional.of(r.at());
      case PendingApprovalState.Cancelled c -> Optional.of(c.at());
      case PendingApprovalState.Expired e -> Optional.of(e.at());
      case PendingApprovalState.Pending p -> Optional.empty();
    };
  }

  /** Only what was approved is done; all else is undecided, or must not be. */
  static ExitCode code(Approval approval) {
    return approval.state() instanceof PendingApprovalState.Approved
        ? ExitCode.DONE
        : ExitCode.UNDECIDED;
  }
}
