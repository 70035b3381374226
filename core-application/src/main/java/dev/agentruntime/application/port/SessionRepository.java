package dev.agentruntime.application.port;

import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Sessions within a transaction. Rows and log are written together; positions are handed out
 * without gaps.
 *
 * <p>The store itself holds two rules: a call has at most one answer, and a decided approval never
 * changes.
 */
public interface SessionRepository {

  /** The session as it is, without locking it. */
  Optional<Session> find(SessionId id);

  /**
   * The session for a command from outside the loop, locked until the transaction ends. Deleted
   * sessions are found too.
   */
  Optional<Session> lock(SessionId id);

  /**
   * Sessions with a call or a request to people whose time is over.
   *
   * @param most at most this many
   */
  List<SessionId> due(int most);

  /**
   * Open conversations in which nothing is under way and nothing waits, longest untouched first.
   *
   * @param before untouched since then
   */
  List<SessionId> idle(Instant before, int most);

  /**
   * Records a new session, or one that was locked in this transaction; the revision of the latter
   * is counted up so that the lease's holder notices, even if there is nothing to record.
   *
   * @param origin the command behind it
   */
  Recording save(Session session, Origin origin);

  /** Records the same as what belongs to no trace. */
  default Recording save(Session session, UUID causation) {
    return save(session, new Origin(causation, Optional.empty()));
  }

  /**
   * Records what the holder of a lease did. Nothing need be locked before: the write itself carries
   * the condition that generation and revision are those the session was read with.
   *
   * @param origin the event before
   * @throws StaleSessionException if the lease is lost or somebody else wrote; the transaction must
   *     end
   */
  Recording saveUnder(Lease lease, Session session, Origin origin);

  /** Records the same as what belongs to no trace. */
  default Recording saveUnder(Lease lease, Session session, UUID causation) {
    return saveUnder(lease, session, new Origin(causation, Optional.empty()));
  }

  /**
   * What led to what is recorded.
   *
   * @param causation the command or the event
   * @param trace where it stands in a trace, if it does
   */
  record Origin(UUID causation, Optional<TraceParent> trace) {}

  /**
   * A session that is recorded once the transaction commits.
   *
   * @param session at its new version, nothing left to record
   * @param events what was added to the log
   */
  record Recording(Session session, List<RecordedEvent> events) {
    public Recording {
      events = List.copyOf(events);
    }

    /**
     * The type of the first event, which tells what this is; {@code nothing} where there is none.
     */
    public String first() {
      return events.stream().findFirst().map(RecordedEvent::type).orElse("nothing");
    }
  }
}
