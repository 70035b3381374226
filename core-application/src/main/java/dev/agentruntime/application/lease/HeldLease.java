package dev.agentruntime.application.lease;

import dev.agentruntime.application.port.Lease;
import dev.agentruntime.application.port.Persistence;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A lease in the hands of its holder. Knows, on this machine's monotonic clock, how long it is good
 * for at least: counted from before each renewal was sent, so it errs on the early side. Safe for
 * many threads.
 */
public final class HeldLease {

  private final Persistence persistence;
  private final Lease lease;
  private final LeaseTerms terms;
  private final LongSupplier nanoTime;
  private volatile long renewedAt;

  /**
   * A lease that was just taken.
   *
   * @param nanoTime the monotonic clock
   * @param takenAt what it showed before the lease was asked for
   */
  public HeldLease(
      Persistence persistence, Lease lease, LeaseTerms terms, LongSupplier nanoTime, long takenAt) {
    this.persistence = persistence;
    this.lease = lease;
    this.terms = terms;
    this.nanoTime = nanoTime;
    this.renewedAt = takenAt;
  }

  /** The lease. */
  public Lease lease() {
    return lease;
  }

  /** What the monotonic clock shows. */
  public long nanoTime() {
    return nanoTime.getAsLong();
  }

  /**
   * Refuses to start a tool when the lease may run out before it is renewed.
   *
   * @throws LeaseLostException if so
   */
  public void requireTimeLeft() {
    if (isRunningOut()) {
      throw new LeaseLostException(
          "the lease of session " + lease.session() + " is about to run out");
    }
  }

  /**
   * Whether what is in hand has to end: what is left of the lease is for it to come to its end
   * before another process may take the session. Asks nobody, so that it is known in time also
   * where the store does not answer.
   */
  public boolean isRunningOut() {
    return isOlderThan(terms.time().minus(terms.margin()));
  }

  /**
   * Renews the lease when it is time to.
   *
   * @return false if it is lost, or may be: nobody could renew it in time
   */
  public boolean keep() {
    if (!isOlderThan(terms.renewEvery())) {
      return true;
    }
    long sent = nanoTime.getAsLong();
    try {
      boolean kept = persistence.inTransaction(work -> work.leases().renew(lease, terms.time()));
      renewedAt = kept ? sent : renewedAt;
      return kept;
    } catch (RuntimeException e) {
      // Cut off from the store, its clock may have given the session to somebody else by now.
      if (isOlderThan(terms.time())) {
        return false;
      }
      throw e;
    }
  }

  private boolean isOlderThan(Duration age) {
    return nanoTime.getAsLong() - renewedAt >= age.toNanos();
  }
}
