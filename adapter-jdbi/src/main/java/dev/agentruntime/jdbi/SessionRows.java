package dev.agentruntime.jdbi;

import dev.agentruntime.domain.session.SessionTally;
import dev.agentruntime.domain.session.Version;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** The sessions table: headers, positions, revisions. */
interface SessionRows {

  /**
   * What this version of the runtime can act on. A version that writes what this one would not
   * understand, or would write over, gives the session a greater one.
   */
  int FORMAT = 1;

  /**
   * All of a session but its lease and labels.
   *
   * @param format of what was written of it
   */
  record Row(
      String id,
      Header header,
      Standing standing,
      SessionTally tally,
      Version version,
      int format) {}

  /** What changes seldom. */
  record Header(
      String owner,
      String kind,
      String settings,
      RunnerColumns runner,
      long createdAt,
      long updatedAt) {}

  /** Copied out of the settings for whoever looks for work. */
  record RunnerColumns(String kind, @Nullable String host, @Nullable String workspace) {}

  /** Where the session stands. */
  record Standing(
      String lifecycle,
      String status,
      @Nullable String waitReason,
      boolean runnable,
      String agent,
      int switches) {}

  /**
   * What must still hold for a write.
   *
   * @param leaseOwner null for a write that needs no lease
   */
  record Fence(Version seen, @Nullable String leaseOwner) {}

  /**
   * That the fence was passed.
   *
   * @param link of the last event; null where that is not there
   */
  record Passed(@Nullable String link) {}

  @SqlQuery("SELECT * FROM sessions WHERE id = :id")
  Optional<Row> find(@Bind("id") String id);

  /** A write that changes nothing is the lock that both databases know. */
  @SqlQuery("UPDATE sessions SET revision = revision WHERE id = :id RETURNING *")
  Optional<Row> lock(@Bind("id") String id);

  /** Two lists of few rows each, by their own indexes. */
  @SqlQuery(
      """
      SELECT d.session_id FROM (
          SELECT session_id FROM tool_calls WHERE state = 'requested' AND deadline <= :now
          UNION
          SELECT session_id FROM approvals WHERE state = 'pending' AND deadline <= :now) d
        JOIN sessions s ON s.id = d.session_id
      WHERE s.format <= :format LIMIT :most
      """)
  List<String> due(@Bind("now") long now, @Bind("format") int format, @Bind("most") int most);

  @SqlQuery(
      """
      SELECT s.id FROM sessions s
      WHERE s.kind = 'conversation' AND s.lifecycle = 'open' AND s.status = 'idle'
        AND s.updated_at < :before AND s.format <= :format AND NOT EXISTS (
          SELECT 1 FROM approvals a WHERE a.session_id = s.id AND a.state = 'pending')
      ORDER BY s.updated_at LIMIT :most
      """)
  List<String> idle(
      @Bind("before") long before, @Bind("format") int format, @Bind("most") int most);

  @SqlUpdate(
      """
      INSERT INTO sessions (
        id, owner, kind, settings, lifecycle, status, wait_reason, runnable, agent, switches,
        user_messages, replies, routings, approvals,
        runner_kind, runner_host, runner_workspace,
        last_position, revision, lease_generation, created_at, updated_at, format)
      VALUES (
        :s.id, :s.header.owner, :s.header.kind, :s.header.settings, :s.standing.lifecycle, :s.standing.status,
        :s.standing.waitReason, :s.standing.runnable, :s.standing.agent, :s.standing.switches,
        :s.tally.userMessages, :s.tally.replies, :s.tally.routings, :s.tally.approvals,
        :s.header.runner.kind, :s.header.runner.host, :s.header.runner.workspace,
        :s.version.position, :s.version.revision, :s.version.generation,
        :s.header.createdAt, :s.header.updatedAt, :s.format)
      ON CONFLICT (id) DO NOTHING
      """)
  int insert(@BindMethods("s") Row row);

  /**
   * Hands out positions: the row is this transaction's until it ends. Tells the link of the last
   * event that was there, for the next one's. No row changed: the fence is down.
   */
  @SqlQuery(
      """
      UPDATE sessions SET
        settings = :s.header.settings, lifecycle = :s.standing.lifecycle,
        status = :s.standing.status, wait_reason = :s.standing.waitReason,
        runnable = :s.standing.runnable, agent = :s.standing.agent,
        switches = :s.standing.switches, user_messages = :s.tally.userMessages,
        replies = :s.tally.replies, routings = :s.tally.routings, approvals = :s.tally.approvals,
        runner_kind = :s.header.runner.kind, runner_host = :s.header.runner.host,
        runner_workspace = :s.header.runner.workspace, updated_at = :s.header.updatedAt,
        last_position = :s.version.position, revision = :s.version.revision
      WHERE id = :s.id
        AND last_position = :f.seen.position AND revision = :f.seen.revision
        AND lease_generation = :f.seen.generation
        AND (CAST(:f.leaseOwner AS TEXT) IS NULL OR lease_owner = :f.leaseOwner)
      RETURNING (
        SELECT e.link FROM events e
        WHERE e.session_id = sessions.id AND e.position = :f.seen.position) AS link
      """)
  Optional<Passed> update(@BindMethods("s") Row row, @BindMethods("f") Fence fence);

  @SqlUpdate("DELETE FROM session_labels WHERE session_id = :id")
  void deleteLabels(@Bind("id") String id);

  @SqlBatch("INSERT INTO session_labels (session_id, name, value) VALUES (:id, :name, :value)")
  void insertLabels(
      @Bind("id") String id,
      @Bind("name") Collection<String> names,
      @Bind("value") Collection<String> values);

  @SqlQuery("SELECT id FROM events WHERE session_id = :id AND position = :position")
  Optional<String> eventId(@Bind("id") String id, @Bind("position") long position);

  @SqlQuery("SELECT last_position FROM sessions WHERE id = :id")
  Optional<Long> lastPosition(@Bind("id") String id);

  @SqlQuery("SELECT revision FROM sessions WHERE id = :id")
  Optional<Long> revision(@Bind("id") String id);
}
