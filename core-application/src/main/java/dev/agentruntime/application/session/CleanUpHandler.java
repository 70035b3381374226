package dev.agentruntime.application.session;

import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.RetentionRepository.Checkpoint;
import dev.agentruntime.application.port.StaleSessionException;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes old sessions for good. Any number of processes may do it at once. */
public final class CleanUpHandler {

  /** Rows of one transaction: few enough for others not to notice (SQLite has one writer). */
  private static final int ROWS = 1_000;

  private static final int PAGE = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(CleanUpHandler.class);

  private final Persistence persistence;

  public CleanUpHandler(Persistence persistence) {
    this.persistence = persistence;
  }

  /**
   * Removes what is old enough, and what a crash left half removed.
   *
   * @return how many sessions
   */
  public int handle(CleanUp command) {
    List<SessionId> old =
        persistence.inTransaction(
            work ->
                work.retention().removable(work.now().minus(command.untouched()), command.most()));
    int removed = 0;
    for (SessionId session : old) {
      removed += isRemoved(session) ? 1 : 0;
    }
    return removed;
  }

  /** One session that cannot be read must not keep all others. */
  private boolean isRemoved(SessionId session) {
    try {
      boolean begun = begin(session);
      if (begun) {
        remove(session);
      }
      return begun;
    } catch (RuntimeException e) {
      LOG.warn("session {} is left for the next time", session, e);
      return false;
    }
  }

  private boolean begin(SessionId session) {
    Optional<Checkpoint> begun =
        persistence.inTransaction(work -> work.retention().checkpoint(session));
    if (begun.isPresent()) {
      return true;
    }
    // Nothing is recorded in it any more, so it can be read outside of the transaction.
    Chain chain = chain(session);
    try {
      return persistence.inTransaction(work -> begin(work, session, chain));
    } catch (StaleSessionException e) {
      // Somebody else removes it.
      return false;
    }
  }

  private static boolean begin(UnitOfWork work, SessionId id, Chain chain) {
    Optional<Session> session = work.sessions().lock(id);
    session.ifPresent(
        found ->
            work.retention()
                .begin(
                    new Checkpoint(
                        id,
                        found.state().header().owner(),
                        chain.position(),
                        chain.link(),
                        work.now())));
    return session.isPresent();
  }

  private void remove(SessionId session) {
    boolean isGone = false;
    while (!isGone) {
      isGone = persistence.inTransaction(work -> work.retention().remove(session, ROWS));
    }
  }

  /** Each link holds the one before, so that the last one stands for the whole log. */
  private record Chain(long position, Digest link) {

    static final Chain START = new Chain(0, Digest.of(""));

    Chain with(RecordedEvent event) {
      EventJson.Form form = EventJson.write(event.event());
      return new Chain(
          event.position(),
          Digest.of(
              JsonObject.builder()
                  .put("before", link.hex())
                  .put("position", event.position())
                  .put("at", text(event.at()))
                  .put("kind", form.kind())
                  .put("data", form.data())
                  .build()));
    }

    private static String text(Instant at) {
      return at.toString();
    }
  }

  private Chain chain(SessionId session) {
    Chain chain = Chain.START;
    List<RecordedEvent> page;
    do {
      page = persistence.reads().events(session, chain.position(), PAGE);
      for (RecordedEvent event : page) {
        chain = chain.with(event);
      }
    } while (page.size() == PAGE);
    return chain;
  }
}
