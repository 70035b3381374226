package dev.agentruntime.jdbi;

import java.util.List;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/** Requests to people; a decided one never changes. */
interface ApprovalRows {

  /**
   * A request as it was asked.
   *
   * @param asked the approval in its pending state as JSON; the other columns are copied out of it
   */
  record Asked(
      String id, String owner, @Nullable String callId, Topic topic, String asked, Times times) {}

  /** What it is about. */
  record Topic(String type, String subject, String digest) {}

  /** When. */
  record Times(long askedAt, @Nullable Long deadline) {}

  /** What became of it. */
  record Closed(
      String id, String state, String outcome, @Nullable String decidedBy, long decidedAt) {}

  /** An approval. */
  record Row(String id, String sessionId, String asked, long askedAt, Since since) {}

  /**
   * What happened to it since it was asked.
   *
   * @param votes as JSON, null where nobody voted
   * @param outcome its final state as JSON, null while it is pending
   */
  record Since(@Nullable String votes, @Nullable String outcome) {}

  /** Its votes, all of them. */
  record Voted(String id, String votes) {}

  /**
   * Those a session's state holds: pending ones, and approved ones whose call is not answered yet.
   */
  @SqlQuery(
      """
      SELECT id, session_id, asked, asked_at, votes, outcome FROM approvals
      WHERE session_id = :session AND state = 'pending'
      UNION ALL
      SELECT a.id, a.session_id, a.asked, a.asked_at, a.votes, a.outcome FROM tool_calls c
      JOIN approvals a ON a.session_id = c.session_id AND a.call_id = c.call_id
      WHERE c.session_id = :session AND c.reply_position = :reply AND c.outcome IS NULL
        AND a.state = 'approved' AND a.type = 'tool'
      """)
  List<Row> ofState(@Bind("session") String session, @Bind("reply") long reply);

  @SqlBatch(
      """
      INSERT INTO approvals (
        id, session_id, owner, call_id, type, subject, digest, asked, asked_at, deadline, state)
      VALUES (
        :a.id, :session, :a.owner, :a.callId, :a.topic.type, :a.topic.subject, :a.topic.digest,
        :a.asked, :a.times.askedAt, :a.times.deadline, 'pending')
      """)
  void insert(@Bind("session") String session, @BindMethods("a") List<Asked> approvals);

  @SqlBatch(
      """
      UPDATE approvals SET votes = :a.votes
      WHERE session_id = :session AND id = :a.id AND state = 'pending'
      """)
  int[] vote(@Bind("session") String session, @BindMethods("a") List<Voted> approvals);

  @SqlBatch(
      """
      UPDATE approvals SET state = :a.state, outcome = :a.outcome,
        decided_by = :a.decidedBy, decided_at = :a.decidedAt
      WHERE session_id = :session AND id = :a.id AND state = 'pending'
      """)
  int[] close(@Bind("session") String session, @BindMethods("a") List<Closed> approvals);
}
