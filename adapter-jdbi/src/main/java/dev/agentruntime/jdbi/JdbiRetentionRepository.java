package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.RetentionRepository;
import dev.agentruntime.application.port.StaleSessionException;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.session.SessionId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The removal of sessions, within one transaction. */
record JdbiRetentionRepository(Handle handle, UnitOfWork work, Ledger ledger)
    implements RetentionRepository {

  /** Of texts beyond 8 KB, and of no more than a quarter of a megabyte, fifty go at a time. */
  private static final int LONG_TEXT = 20;

  /** The tables that hold rows of a session, before those they refer to. */
  private static final List<Part> PARTS =
      List.of(
          new Part("events", "position"),
          new Part("messages", "position"),
          new Part("tool_calls", "call_id"),
          new Part("approvals", "id"),
          new Part("turns", "id"),
          new Part("session_labels", "name"),
          new Part("agent_stretches", "subscriber"),
          new Part("partial_messages", "number"),
          new Part("partial_readers", "process"),
          new Part("approval_policies", "version"),
          new Part("approval_grants", "id"),
          new Part("payloads", "hash", LONG_TEXT));

  /**
   * A table.
   *
   * @param key tells its rows of one session apart
   * @param weight how many rows of the others take as long as one of these
   */
  private record Part(String table, String key, int weight) {
    Part(String table, String key) {
      this(table, key, 1);
    }

    String removal() {
      return ("DELETE FROM %1$s WHERE session_id = :session AND %2$s IN ("
              + "SELECT %2$s FROM %1$s WHERE session_id = :session LIMIT :most)")
          .formatted(table, key);
    }
  }

  @Override
  public List<SessionId> removable(Old old, int most) {
    return removable("ORDER BY s.updated_at LIMIT :most", old)
        .bind("most", most)
        .mapTo(String.class)
        .map(SessionId::parse)
        .list();
  }

  @Override
  public boolean isRemovable(SessionId session, Old old) {
    return removable("AND s.id = :session", old)
        .bind("session", session.toString())
        .mapTo(String.class)
        .findOne()
        .isPresent();
  }

  private Query removable(String which, Old old) {
    Ledger.Place place = slowest(old.told());
    return handle
        .createQuery(
            """
            SELECT s.id FROM sessions s WHERE s.lifecycle <> 'open' AND s.updated_at < :before
              AND NOT EXISTS (
                SELECT 1 FROM approvals a WHERE a.session_id = s.id AND a.state = 'pending')
              AND NOT EXISTS (
                SELECT 1 FROM events e
                WHERE e.session_id = s.id AND e.position = s.last_position AND %s)
            %s
            """
                .formatted(ledger.sides().behind(), which))
        .bind("transaction", place.transaction())
        .bind("ledger", place.ledger())
        .bind("before", old.before().toEpochMilli());
  }

  /** How far all of them were told: who has no place yet was told nothing. */
  private Ledger.Place slowest(Told told) {
    List<MetricsRows.Standing> standing =
        handle
            .attach(MetricsRows.class)
            .standing(told.always(), told.others(), told.seen().toEpochMilli());
    boolean complete =
        standing.stream().map(MetricsRows.Standing::name).toList().containsAll(told.always());
    return complete
        ? standing.stream()
            .map(one -> place(one, told))
            .min(Comparator.naturalOrder())
            .orElse(Ledger.Place.START)
        : Ledger.Place.START;
  }

  /** Whose place is of another log is told nothing until somebody mends that. */
  private Ledger.Place place(MetricsRows.Standing one, Told told) {
    try {
      Ledger.Place place = ledger.place(one.place());
      return ledger.isAhead(handle, place) ? Ledger.Place.START : place;
    } catch (IllegalArgumentException e) {
      if (told.always().contains(one.name())) {
        throw e;
      }
      return Ledger.Place.START;
    }
  }

  @Override
  public Optional<Checkpoint> checkpoint(SessionId session) {
    return handle.attach(LogRows.class).checkpoint(session.toString());
  }

  @Override
  public void begin(SessionId session) {
    int inserted =
        handle
            .createUpdate(
                """
                INSERT INTO removed_sessions (session_id, owner, last_position, chain, removed_at)
                SELECT s.id, s.owner, s.last_position, e.link, :now FROM sessions s
                JOIN events e ON e.session_id = s.id AND e.position = s.last_position
                WHERE s.id = :session AND s.lifecycle <> 'open'
                  AND NOT EXISTS (
                    SELECT 1 FROM approvals a WHERE a.session_id = s.id AND a.state = 'pending')
                ON CONFLICT (session_id) DO NOTHING
                """)
            .bind("session", session.toString())
            .bind("now", work.now().toEpochMilli())
            .execute();
    if (inserted == 0) {
      throw new StaleSessionException(
          "session " + session + " is removed already, or is not to be removed");
    }
    handle
        .createUpdate("UPDATE sessions SET lifecycle = 'deleted' WHERE id = :session")
        .bind("session", session.toString())
        .execute();
  }

  @Override
  public boolean remove(SessionId session, int most) {
    int left = most;
    for (Part part : PARTS) {
      int share = Math.max(1, left / part.weight());
      int removed = remove(part.removal(), session, share);
      left -= removed * part.weight();
      if (removed == share) {
        return false;
      }
    }
    removeItself(session);
    return true;
  }

  private int remove(String sql, SessionId session, int most) {
    return handle
        .createUpdate(sql)
        .bind("session", session.toString())
        .bind("most", most)
        .execute();
  }

  private void removeItself(SessionId session) {
    handle
        .createUpdate("DELETE FROM sessions WHERE id = :session")
        .bind("session", session.toString())
        .execute();
  }
}
