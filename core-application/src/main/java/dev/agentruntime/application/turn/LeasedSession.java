package dev.agentruntime.application.turn;

import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.fault.Failpoint;
import dev.agentruntime.application.lease.HeldLease;
import dev.agentruntime.application.lease.LeaseLostException;
import dev.agentruntime.application.port.Lease;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.SessionRepository;
import dev.agentruntime.application.port.SessionRepository.Recording;
import dev.agentruntime.application.port.StaleSessionException;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Moment;
import dev.agentruntime.domain.session.Session;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A session in the hands of the one who holds its lease. Keeps the session as it was last recorded,
 * records each act in a transaction of its own, and lets whoever watches interrupt the model call
 * or tool in hand when it is no longer wanted. Used by the loop's thread alone, but for {@link
 * #look}.
 */
final class LeasedSession {

  private final Persistence persistence;
  private final EventFeed feed;
  private final Supplier<UUID> ids;
  private final HeldLease held;
  private final InHand inHand;
  private final Watched watched;

  private volatile Session session;

  /** The event the session stands at; empty until it is asked for. */
  private Optional<UUID> lastEvent = Optional.empty();

  LeasedSession(
      Persistence persistence,
      LoopParts.Audience audience,
      Supplier<UUID> ids,
      HeldLease held,
      InHand inHand,
      Session session) {
    this.persistence = persistence;
    this.feed = audience.feed();
    var report = audience.announcer().works(session.state().header().owner(), session.id());
    this.watched =
        new Watched(audience.observer(), new Announced(report, ids), persistence.reads());
    this.ids = ids;
    this.held = held;
    this.inHand = inHand;
    this.session = session;
  }

  /** One act of the loop; may be tried several times, so it only computes. */
  interface Act {
    Session apply(Session session, Moment moment, UnitOfWork work);
  }

  Session session() {
    return session;
  }

  Lease lease() {
    return held.lease();
  }

  /** The loop as its observer sees it. */
  Watched watched() {
    return watched;
  }

  UUID newId() {
    return ids.get();
  }

  /** What the monotonic clock shows. */
  long nanoTime() {
    return held.nanoTime();
  }

  /**
   * Records an act. Where somebody else wrote in between, the act is tried again on what is there
   * now, as long as it is still wanted.
   *
   * @param wanted whether the act still makes sense on a session
   * @return whether it was recorded
   */
  boolean record(Predicate<Session> wanted, Act act) {
    while (wanted.test(session)) {
      // Asked for before: who looks on is foreign code and must hold up no transaction.
      var origin = new SessionRepository.Origin(cause(), watched.trace());
      try {
        Recording recording = persistence.inTransaction(work -> attempt(act, work, origin));
        Failpoint.STEP_COMMITTED.reached(recording.first());
        took(recording.session(), recording.events());
        Failpoint.STEP_PUBLISHED.reached(recording.first());
        return true;
      } catch (StaleSessionException e) {
        refresh();
      }
    }
    return false;
  }

  /** What the loop acts upon: the last event of the session as it knows it, whoever recorded it. */
  private UUID cause() {
    UUID last =
        lastEvent
            .or(() -> persistence.reads().eventId(session.id(), session.version().position()))
            .orElseThrow(this::lastEventIsMissing);
    lastEvent = Optional.of(last);
    return last;
  }

  private PersistenceException lastEventIsMissing() {
    return new PersistenceException(
        "the log of session %s is not as it was written: event %d, its last, is missing"
            .formatted(session.id(), session.version().position()),
        null);
  }

  private Recording attempt(Act act, UnitOfWork work, SessionRepository.Origin origin) {
    Session changed = act.apply(session, new Moment(work.now(), ids), work);
    Recording recording =
        changed.unrecorded().isEmpty()
            ? new Recording(changed, List.of())
            : work.sessions().saveUnder(lease(), changed, origin);
    Failpoint.STEP_BEFORE_COMMIT.reached(recording.first());
    return recording;
  }

  private void took(Session recorded, List<RecordedEvent> events) {
    session = recorded;
    if (!events.isEmpty()) {
      lastEvent = Optional.of(events.getLast().id());
      feed.publish(recorded.state().header().owner(), events);
      watched.recorded(recorded, events);
    }
  }

  /**
   * Reads the session again.
   *
   * @throws LeaseLostException if another process runs it now
   */
  void refresh() {
    Session fresh =
        persistence
            .inTransaction(work -> work.sessions().find(lease().session()))
            .orElseThrow(() -> new LeaseLostException("the session is gone"));
    if (fresh.version().generation() != lease().generation()) {
      throw new LeaseLostException("session " + fresh.id() + " is run by another process now");
    }
    session = fresh;
    lastEvent = Optional.empty();
    // A newer message may have put another turn in the place of the one that was worked on.
    watched.takesUp(fresh);
  }

  /**
   * Refuses to start a tool where it might not be brought to its end, and to ask a model about what
   * may be another process's by now.
   *
   * @throws LeaseLostException if the lease may run out before it is renewed
   * @throws InterruptedException if the loop is to end
   */
  void requireTimeLeft() throws InterruptedException {
    inHand.requireNotStopped();
    held.requireTimeLeft();
  }

  /**
   * Refuses to begin another step where the session is handed over.
   *
   * @throws InterruptedException if it is
   */
  void requireStaying() throws InterruptedException {
    inHand.requireStaying();
  }

  /**
   * Does something long outside of any transaction. It is interrupted when somebody else changes
   * the session so that it is no longer wanted, or the lease is lost.
   *
   * @throws NoLongerWantedException if that happened
   * @throws InterruptedException if the loop is to end
   */
  <T> T whileWanted(Predicate<Session> wanted, Callable<T> task) throws Exception {
    return inHand.perform(wanted, task);
  }

  /** For other threads: ends what is in hand where the lease could not be renewed in time. */
  void dropInTime() {
    if (held.isRunningOut()) {
      inHand.drop();
    }
  }

  /**
   * For other threads: renews the lease when it is time to, and interrupts what is in hand if it is
   * no longer wanted or the lease is lost.
   */
  void look() {
    if (!held.keep()) {
      inHand.drop();
      return;
    }
    if (persistence.reads().revision(lease().session()) != session.version().revision()) {
      persistence
          .inTransaction(work -> work.sessions().find(lease().session()))
          .ifPresent(inHand::recheck);
    }
  }
}
