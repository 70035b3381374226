package dev.agentruntime.jdbi;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/** The calls of replies, each with at most one answer. */
interface CallRows {

  /** A call as the model asked for it. */
  record Asked(String callId, String tool, String turnId, InReply at, String call) {}

  /** Its place among the calls of a reply. */
  record InReply(long reply, int ordinal) {}

  /** That a call passed the checks. */
  record Proposed(String callId, String sideEffect, String execution) {}

  /** Where a call stands. */
  record State(String callId, String state, @Nullable String approvalId, Particulars particulars) {}

  /**
   * What only some states have.
   *
   * @param recoveryId the approval that says what to do after a crash
   * @param digest what the client was asked to run
   * @param deadline until when it is to tell the result
   * @param generation the lease it was started under
   * @param files what it was to make of which files
   */
  record Particulars(
      @Nullable String recoveryId,
      @Nullable String digest,
      @Nullable Long deadline,
      @Nullable Long generation,
      @Nullable String files) {

    static final Particulars NONE = new Particulars(null, null, null, null, null);
  }

  /** That a call has its answer. */
  record Answer(String callId, String outcome, long at) {}

  /** A proposed call. */
  record Row(
      String call, String sideEffect, String execution, State state, @Nullable String outcome) {}

  @SqlQuery(
      """
      SELECT * FROM tool_calls
      WHERE session_id = :session AND reply_position = :reply AND side_effect IS NOT NULL
      ORDER BY ordinal
      """)
  List<Row> proposedOf(@Bind("session") String session, @Bind("reply") long reply);

  /** Where a call stands in the log. */
  record Place(String turnId, long reply, @Nullable Long answer) {}

  @SqlQuery(
      """
      SELECT c.turn_id, c.reply_position, m.position AS answer_position FROM tool_calls c
      LEFT JOIN messages m ON m.session_id = c.session_id AND m.call_id = c.call_id
      WHERE c.session_id = :session AND c.call_id = :call
      """)
  Optional<Place> place(@Bind("session") String session, @Bind("call") String call);

  @SqlBatch(
      """
      INSERT INTO tool_calls (
        session_id, call_id, tool, turn_id, reply_position, ordinal, call, state)
      VALUES (:session, :c.callId, :c.tool, :c.turnId, :c.at.reply, :c.at.ordinal, :c.call,
        'recorded')
      """)
  void insert(@Bind("session") String session, @BindMethods("c") List<Asked> calls);

  @SqlBatch(
      """
      UPDATE tool_calls SET side_effect = :c.sideEffect, execution = :c.execution, state = 'cleared'
      WHERE session_id = :session AND call_id = :c.callId AND outcome IS NULL
      """)
  int[] propose(@Bind("session") String session, @BindMethods("c") List<Proposed> calls);

  @SqlBatch(
      """
      UPDATE tool_calls SET state = :c.state, approval_id = :c.approvalId,
        recovery_id = :c.particulars.recoveryId, digest = :c.particulars.digest, deadline = :c.particulars.deadline,
        generation = :c.particulars.generation, files = :c.particulars.files
      WHERE session_id = :session AND call_id = :c.callId AND outcome IS NULL
      """)
  int[] update(@Bind("session") String session, @BindMethods("c") List<State> calls);

  @SqlBatch(
      """
      UPDATE tool_calls SET state = 'answered', outcome = :c.outcome, answered_at = :c.at
      WHERE session_id = :session AND call_id = :c.callId AND outcome IS NULL
      """)
  int[] answer(@Bind("session") String session, @BindMethods("c") List<Answer> answers);
}
