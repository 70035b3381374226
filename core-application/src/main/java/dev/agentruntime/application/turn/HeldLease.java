package dev.agentruntime.application.turn;

import dev.agentruntime.application.port.Persistence;

/** A lease while its loop runs, as the watching thread sees it. */
final class HeldLease {

  private final Persistence persistence;
  private final LeasedSession leased;
  private final LeaseClock clock;

  HeldLease(Persistence persistence, LeasedSession leased, LeaseClock clock) {
    this.persistence = persistence;
    this.leased = leased;
    this.clock = clock;
  }

  /** Renews the lease when it is time to, and looks whether what the loop has in hand is wanted. */
  void look() {
    if (clock.isRenewalDue()) {
      renew();
    }
    leased.lookAgain();
  }

  private void renew() {
    long sent = System.nanoTime();
    boolean kept =
        persistence.inTransaction(work -> work.leases().renew(clock.lease(), clock.time()));
    if (kept) {
      clock.renewed(sent);
    } else {
      leased.drop();
    }
  }
}
