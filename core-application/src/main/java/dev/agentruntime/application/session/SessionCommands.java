package dev.agentruntime.application.session;

import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.SessionRepository.Recording;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.session.Moment;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionHeader.Lifecycle;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What every command on a session from outside the loop has in common: it locks the session, checks
 * whose it is, acts, records, tells watchers after the commit, and wakes the runner.
 */
public final class SessionCommands {

  private final Persistence persistence;
  private final EventFeed feed;
  private final Consumer<SessionId> wake;
  private final Supplier<UUID> ids;

  /**
   * Commands on a store.
   *
   * @param wake called after each commit; must not block
   */
  public SessionCommands(
      Persistence persistence, EventFeed feed, Consumer<SessionId> wake, Supplier<UUID> ids) {
    this.persistence = persistence;
    this.feed = feed;
    this.wake = wake;
    this.ids = ids;
  }

  /** One act; may be tried several times, so it only computes. */
  public interface Act {
    /** The session after the act. */
    Session apply(Session session, Moment moment, UnitOfWork work);
  }

  /** A fresh id. */
  public UUID newId() {
    return ids.get();
  }

  SessionId create(Function<UnitOfWork, Session> make) {
    UUID command = ids.get();
    Recording recording =
        persistence.inTransaction(work -> work.sessions().save(make.apply(work), command));
    feed.publish(recording.events());
    return recording.session().id();
  }

  /**
   * Performs an act on an owner's session.
   *
   * @return the session as it was recorded
   * @throws RefusedException if there is no such session, or the act is refused
   */
  public Session perform(Owner owner, SessionId id, Act act) {
    UUID command = ids.get();
    Recording recording =
        persistence.inTransaction(
            work -> {
              Session session = require(work.sessions().lock(id), owner, id);
              Session changed = act.apply(session, new Moment(work.now(), ids), work);
              return changed.unrecorded().isEmpty()
                  ? new Recording(changed, List.of())
                  : work.sessions().save(changed, command);
            });
    feed.publish(recording.events());
    wake.accept(id);
    return recording.session();
  }

  /** An owner's session as it is, without changing it. */
  public Session read(Owner owner, SessionId id) {
    return persistence.inTransaction(work -> require(work.sessions().find(id), owner, id));
  }

  private static Session require(Optional<Session> found, Owner owner, SessionId id) {
    return found
        .filter(session -> session.state().header().owner().equals(owner))
        .filter(session -> session.state().header().lifecycle() != Lifecycle.DELETED)
        .orElseThrow(() -> new RefusedException(new Refusal.NotFound("session", id.toString())));
  }
}
