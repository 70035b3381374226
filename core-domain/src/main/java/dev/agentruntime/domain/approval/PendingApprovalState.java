package dev.agentruntime.domain.approval;

import java.time.Instant;
import java.util.Optional;

/** Where an approval stands. Only {@link Pending} can be decided; every other state is final. */
public sealed interface PendingApprovalState {

  /** Who is told to have decided where a rule did; no person has this name. */
  String POLICY = "(policy)";

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

  /** Who decided: a person, or {@value #POLICY}; nobody where time or the turn ran out. */
  default Optional<String> decider() {
    return switch (this) {
      case Approved approved -> Optional.of(approved.by());
      case Rejected rejected -> Optional.of(rejected.by());
      case Pending pending -> Optional.empty();
      case Expired expired -> Optional.empty();
      case Cancelled cancelled -> Optional.empty();
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
      implements PendingApprovalState {

    /** Whether a rule did, and no person. */
    public boolean isByPolicy() {
      return by.equals(POLICY);
    }
  }

  /** A person refused it. */
  record Rejected(String feedback, String by, Instant at) implements PendingApprovalState {

    /** Whether a rule did, and no person. */
    public boolean isByPolicy() {
      return by.equals(POLICY);
    }
  }

  /** Nobody decided in time. */
  record Expired(Instant at) implements PendingApprovalState {}

  /** It was withdrawn, or the turn it belonged to ended. */
  record Cancelled(String reason, Instant at) implements PendingApprovalState {}
}
