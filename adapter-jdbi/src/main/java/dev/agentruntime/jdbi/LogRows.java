package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.RetentionRepository.Checkpoint;
import java.util.List;
import java.util.Optional;
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
  record Cause(String correlation, String causation, @Nullable String trace) {}

  /** An event with what it is found by. */
  record Entry(Event event, Facts facts) {}

  /**
   * What an event is found by, and its link in the chain.
   *
   * @param type tells outcomes apart, which the kind does not
   */
  record Facts(String type, String agent, About about, @Nullable String decider, String link) {}

  /** What an event is about. */
  record About(@Nullable String callId, @Nullable String approvalId) {}

  /**
   * An event as it is found.
   *
   * @param plain whether each column holds a value of its own type
   * @param tool that its call is said to be of
   */
  record Found(Entry entry, boolean plain, @Nullable String tool) {}

  /** A session whose log is there. */
  record Stored(String id, String owner, long lastPosition, End end) {}

  /** What the rows tell of a session's end. */
  record End(boolean deleted, boolean removed) {}

  /** How far a log goes. */
  record Head(String session, long position, @Nullable String link) {}

  /** A message at the position of its event. */
  record Message(long position, long at, Belongs about, String body) {}

  /** What the message is and belongs to. */
  record Belongs(
      String role, @Nullable String messageId, @Nullable String callId, @Nullable String turnId) {}

  @SqlBatch(
      """
      INSERT INTO events (session_id, position, id, kind, version, at,
        correlation, causation, trace, data,
        type, agent, call_id, approval_id, decider, link)
      VALUES (:session, :e.event.position, :e.event.id, :e.event.kind.name,
        :e.event.kind.version, :e.event.at, :e.event.cause.correlation,
        :e.event.cause.causation, :e.event.cause.trace, :e.event.data,
        :e.facts.type, :e.facts.agent, :e.facts.about.callId, :e.facts.about.approvalId,
        :e.facts.decider, :e.facts.link)
      """)
  void insertEvents(@Bind("session") String session, @BindMethods("e") List<Entry> events);

  @SqlBatch(
      """
      INSERT INTO messages (session_id, position, role, message_id, call_id, turn_id, at, body)
      VALUES (:session, :m.position, :m.about.role, :m.about.messageId, :m.about.callId,
        :m.about.turnId, :m.at, :m.body)
      """)
  void insertMessages(@Bind("session") String session, @BindMethods("m") List<Message> messages);

  @SqlQuery(
      """
      SELECT position, id, kind, version, at, correlation, causation, trace, data FROM events
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

  @SqlQuery(
      """
      SELECT s.id, s.owner, s.last_position, s.lifecycle = 'deleted' AS deleted,
        r.session_id IS NOT NULL AS removed
      FROM sessions s LEFT JOIN removed_sessions r ON r.session_id = s.id
      WHERE s.id > :after ORDER BY s.id LIMIT :most
      """)
  List<Stored> stored(@Bind("after") String after, @Bind("most") int most);

  @SqlQuery(
      """
      SELECT s.id, s.owner, s.last_position, s.lifecycle = 'deleted' AS deleted,
        r.session_id IS NOT NULL AS removed
      FROM sessions s LEFT JOIN removed_sessions r ON r.session_id = s.id
      WHERE s.id = :session
      """)
  Optional<Stored> stored(@Bind("session") String session);

  @SqlQuery(
      """
      SELECT DISTINCT e.session_id FROM events e
      WHERE e.session_id > :after
        AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.id = e.session_id)
      ORDER BY e.session_id LIMIT :most
      """)
  List<String> orphans(@Bind("after") String after, @Bind("most") int most);

  /** Of sessions that are there and of those that are gone, by their ids. */
  @SqlQuery(
      """
      SELECT * FROM (
        SELECT s.id AS session, s.last_position AS position, e.link AS link
        FROM sessions s
        LEFT JOIN events e ON e.session_id = s.id AND e.position = s.last_position
        WHERE s.id > :after AND (:everybody OR s.owner = :owner)
          AND s.id NOT IN (SELECT r.session_id FROM removed_sessions r)
        ORDER BY s.id LIMIT :most) there
      UNION ALL
      SELECT * FROM (
        SELECT r.session_id AS session, r.last_position AS position, r.chain AS link
        FROM removed_sessions r
        WHERE r.session_id > :after AND (:everybody OR r.owner = :owner)
        ORDER BY r.session_id LIMIT :most) gone
      ORDER BY session LIMIT :most
      """)
  List<Head> heads(
      @Bind("everybody") boolean everybody,
      @Bind("owner") String owner,
      @Bind("after") String after,
      @Bind("most") int most);

  /** From its start on, so that no other turn's events are looked at. */
  @SqlQuery(
      """
      SELECT e.trace FROM events e JOIN turns t ON t.session_id = e.session_id
      WHERE t.id = :turn AND e.session_id = :session AND e.position >= t.started_position
        AND e.correlation = :turn AND e.trace IS NOT NULL
      ORDER BY e.position LIMIT 1
      """)
  Optional<String> firstTrace(@Bind("session") String session, @Bind("turn") String turn);

  @SqlQuery(
      """
      SELECT e.trace FROM events e JOIN turns t ON t.session_id = e.session_id
      WHERE t.id = :turn AND e.session_id = :session AND e.position >= t.started_position
        AND e.correlation = :turn AND e.trace IS NOT NULL
      ORDER BY e.position DESC LIMIT 1
      """)
  Optional<String> lastTrace(@Bind("session") String session, @Bind("turn") String turn);

  @SqlQuery("SELECT * FROM removed_sessions WHERE session_id = :session")
  Optional<Checkpoint> checkpoint(@Bind("session") String session);
}
