package dev.agentruntime.jdbi;

import java.util.List;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/** What is only ever added to: the log and the transcript. */
interface LogRows {

  /** An event. */
  record Event(long position, String id, Kind kind, long at, Cause cause, String data) {}

  /** An event with its session. */
  record Located(String session, Event event) {}

  /** Which mapping the data has. */
  record Kind(String name, int version) {}

  /** What it belongs to. */
  record Cause(String correlation, String causation) {}

  /** A message at the position of its event. */
  record Message(long position, long at, About about, String body) {}

  /** What the message is and belongs to. */
  record About(
      String role, @Nullable String messageId, @Nullable String callId, @Nullable String turnId) {}

  @SqlBatch(
      """
      INSERT INTO events (session_id, position, id, kind, version, at, correlation, causation, data)
      VALUES (:session, :e.position, :e.id, :e.kind.name, :e.kind.version, :e.at,
        :e.cause.correlation, :e.cause.causation, :e.data)
      """)
  void insertEvents(@Bind("session") String session, @BindMethods("e") List<Event> events);

  @SqlBatch(
      """
      INSERT INTO messages (session_id, position, role, message_id, call_id, turn_id, at, body)
      VALUES (:session, :m.position, :m.about.role, :m.about.messageId, :m.about.callId,
        :m.about.turnId, :m.at, :m.body)
      """)
  void insertMessages(@Bind("session") String session, @BindMethods("m") List<Message> messages);

  @SqlQuery(
      """
      SELECT position, id, kind, version, at, correlation, causation, data FROM events
      WHERE session_id = :session AND position > :after ORDER BY position LIMIT :most
      """)
  List<Event> events(
      @Bind("session") String session, @Bind("after") long after, @Bind("most") int most);

  @SqlQuery(
      """
      SELECT position, at, role, message_id, call_id, turn_id, body FROM messages
      WHERE session_id = :session AND position > :after ORDER BY position LIMIT :most
      """)
  List<Message> messages(
      @Bind("session") String session, @Bind("after") long after, @Bind("most") int most);
}
