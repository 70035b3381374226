package dev.agentruntime.domain.approval;

import java.time.Instant;

/** Where an approval stands. Only {@link Pending} can be decided; every other state is final. */
public sealed interface PendingApprovalState {

  /** The state's name in stores and on wires. */
  default String id() {
    return switch (this) {
      case Pending pending -> "pending";
      case Approved approved -> "approved";
      case Rejected rejected -> "rejected";
      case Expired expired -> "expired";
      case Cancelled cancelled -> "cancelled";
    };
  }

  /** Nobody decided yet. */
  record Pending() implements PendingApprovalState {}

  /**
   * A person allowed it.
   *
   * @param granted what may run: the request itself, or the one the reviewer edited it into
   * @param edited whether the reviewer changed it
   * @param by who decided
   */
  record Approved(ApprovalRequest granted, boolean edited, String by, Instant at)
      implements PendingApprovalState {}

  /** A person refused it. */
  record Rejected(String feedback, String by, Instant at) implements PendingApprovalState {}

  /** Nobody decided in time. */
  record Expired(Instant at) implements PendingApprovalState {}

  /** It was withdrawn, or the turn it belonged to ended. */
  record Cancelled(String reason, Instant at) implements PendingApprovalState {}
}
