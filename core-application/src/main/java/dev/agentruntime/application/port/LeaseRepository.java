package dev.agentruntime.application.port;

import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Leases on sessions, compared with the store's own clock. */
public interface LeaseRepository {

  /**
   * Takes the lease of a session by compare-and-set, if nobody holds a live one.
   *
   * @param dead whether an owner is known to be gone, so that its lease need not run out first
   * @return the session at its new generation, or nothing if it is held or does not exist
   */
  Optional<Session> acquire(
      SessionId session, LeaseOwner owner, Duration time, Predicate<LeaseOwner> dead);

  /** Prolongs a lease; false if it is lost. */
  boolean renew(Lease lease, Duration time);

  /** Gives a lease back; does nothing if it is lost. */
  void release(Lease lease);

  /**
   * Sessions that have something to do and nobody doing it, longest waiting first. However many
   * wait for other processes, those that this one serves are found.
   *
   * @param runners the sessions that are wanted
   * @param dead as for {@link #acquire}
   */
  List<SessionId> claimable(RunnerFilter runners, int most, Predicate<LeaseOwner> dead);
}
