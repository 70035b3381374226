package dev.agentruntime.jdbi;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** Replies that are under way, and who reads them elsewhere. */
interface PartialRows {

  /** A piece of a reply. */
  record Row(long number, String turn, String message, String kind, String body) {}

  /** The lease of a session under somebody else, and the session's last event. */
  record Held(long generation, long position) {}

  @SqlQuery(
      """
      SELECT lease_generation, last_position FROM sessions
      WHERE id = :session AND lease_owner IS NOT NULL AND lease_owner <> :self
      """)
  Optional<Held> heldBesides(@Bind("session") String session, @Bind("self") String self);

  @SqlQuery(
      """
      SELECT number, turn_id, message_id, kind, body FROM partial_messages
      WHERE session_id = :session AND generation = :generation AND number >= :from
      ORDER BY number
      """)
  List<Row> pieces(
      @Bind("session") String session,
      @Bind("generation") long generation,
      @Bind("from") long from);

  @SqlQuery("SELECT lease_generation FROM sessions WHERE id = :session AND lease_owner = :owner")
  Optional<Long> generation(@Bind("session") String session, @Bind("owner") String owner);

  @SqlBatch(
      """
      INSERT INTO partial_messages (
        session_id, generation, number, turn_id, message_id, kind, body)
      VALUES (
        :session, :generation, :p.number, :p.turn, :p.message, :p.kind, :p.body)
      """)
  void insert(
      @Bind("session") String session,
      @Bind("generation") long generation,
      @BindMethods("p") List<Row> pieces);

  @SqlUpdate("DELETE FROM partial_messages WHERE session_id = :session")
  void remove(@Bind("session") String session);

  /** Whoever wrote under this lease holds it no more. One that completed was not left. */
  String LEFT =
      """
      FROM partial_messages p JOIN sessions s ON s.id = p.session_id
      WHERE (s.lease_owner IS NULL OR s.lease_generation <> p.generation
          OR s.lease_expires_at <= :longAgo)
        AND NOT EXISTS (
          SELECT 1 FROM messages m
          WHERE m.session_id = p.session_id AND m.message_id = p.message_id)
      """;

  @SqlQuery("SELECT DISTINCT p.message_id " + LEFT + " AND p.session_id = :session")
  List<String> left(@Bind("session") String session, @Bind("longAgo") long longAgo);

  @SqlQuery("SELECT DISTINCT p.session_id " + LEFT + " LIMIT :most")
  List<String> withLeft(@Bind("most") int most, @Bind("longAgo") long longAgo);

  @SqlUpdate(
      """
      INSERT INTO partial_readers (session_id, process, until)
      VALUES (:session, :process, :until)
      ON CONFLICT (session_id, process) DO UPDATE SET until = EXCLUDED.until
      """)
  void announce(
      @Bind("session") String session, @Bind("process") String process, @Bind("until") long until);

  @SqlUpdate("DELETE FROM partial_readers WHERE until <= :now")
  void removeReaders(@Bind("now") long now);

  @SqlQuery(
      "SELECT DISTINCT session_id FROM partial_readers WHERE until > :now AND process <> :process")
  List<String> readBesides(@Bind("process") String process, @Bind("now") long now);
}
