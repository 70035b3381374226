package dev.agentruntime.application.turn;

import dev.agentruntime.application.port.Lease;
import java.time.Duration;

/**
 * Knows, on this machine's monotonic clock, how long a lease is good for at least: counted from
 * before each renewal was sent, so it errs on the early side. Safe for many threads.
 */
final class LeaseClock {

  private final Lease lease;
  private final LeaseTerms terms;
  private volatile long renewedAt;

  LeaseClock(Lease lease, LeaseTerms terms, long takenAt) {
    this.lease = lease;
    this.terms = terms;
    this.renewedAt = takenAt;
  }

  Lease lease() {
    return lease;
  }

  Duration time() {
    return terms.time();
  }

  void renewed(long sentAt) {
    renewedAt = sentAt;
  }

  boolean isRenewalDue() {
    return age() >= terms.renewEvery().toNanos();
  }

  /** Whether a tool may still be started. */
  boolean hasTimeLeft() {
    return terms.time().toNanos() - age() > terms.margin().toNanos();
  }

  private long age() {
    return System.nanoTime() - renewedAt;
  }
}
