package dev.agentruntime.jdbi;

import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** The turns of sessions; at most one is open. */
interface TurnRows {

  /**
   * An open turn.
   *
   * @param replyPosition of the last reply, whose calls are the batch; null before the first
   */
  record Row(String id, Stage stage, Progress progress, @Nullable Long replyPosition) {}

  /** What it is at. */
  record Stage(boolean toRoute, @Nullable String waiting, @Nullable Long activeSince) {}

  /** What it used up. */
  record Progress(
      Counts counts, Tokens tokens, @Nullable String lastCall, long runningMillis, String raised) {}

  /** Tokens of its model calls. */
  record Tokens(long promptTokens, long completionTokens, boolean tokensEstimated) {}

  /** Counts. */
  record Counts(
      int modelCalls, int toolCalls, int equalCalls, int autoApprovals, int malformedReplies) {}

  /** When a turn began. */
  record Start(String sessionId, long position, long at) {}

  /** How a turn ended. */
  record End(String id, String status, String outcome, long at) {}

  /**
   * The turn that began last.
   *
   * @param outcome null while it is open
   */
  record Latest(String id, @Nullable String outcome) {}

  @SqlQuery("SELECT * FROM turns WHERE session_id = :session AND status = 'open'")
  Optional<Row> open(@Bind("session") String session);

  @SqlQuery("SELECT id FROM turns WHERE session_id = :session AND status = 'open'")
  Optional<String> openId(@Bind("session") String session);

  @SqlQuery(
      """
      SELECT id, outcome FROM turns WHERE session_id = :session
      ORDER BY started_position DESC LIMIT 1
      """)
  Optional<Latest> latest(@Bind("session") String session);

  @SqlUpdate(
      """
      INSERT INTO turns (
        id, session_id, status, to_route, waiting, active_since,
        model_calls, tool_calls, equal_calls, auto_approvals, malformed_replies,
        prompt_tokens, completion_tokens, tokens_estimated, last_call, running_millis, raised,
        reply_position, started_position, started_at)
      VALUES (
        :t.id, :s.sessionId, 'open', :t.stage.toRoute, :t.stage.waiting, :t.stage.activeSince,
        :t.progress.counts.modelCalls, :t.progress.counts.toolCalls,
        :t.progress.counts.equalCalls, :t.progress.counts.autoApprovals,
        :t.progress.counts.malformedReplies,
        :t.progress.tokens.promptTokens, :t.progress.tokens.completionTokens,
        :t.progress.tokens.tokensEstimated,
        :t.progress.lastCall, :t.progress.runningMillis, :t.progress.raised,
        :t.replyPosition, :s.position, :s.at)
      """)
  void insert(@BindMethods("t") Row turn, @BindMethods("s") Start start);

  /** A null reply position leaves the one there is. */
  @SqlUpdate(
      """
      UPDATE turns SET
        to_route = :t.stage.toRoute, waiting = :t.stage.waiting,
        active_since = :t.stage.activeSince,
        model_calls = :t.progress.counts.modelCalls, tool_calls = :t.progress.counts.toolCalls,
        equal_calls = :t.progress.counts.equalCalls,
        auto_approvals = :t.progress.counts.autoApprovals,
        malformed_replies = :t.progress.counts.malformedReplies,
        prompt_tokens = :t.progress.tokens.promptTokens,
        completion_tokens = :t.progress.tokens.completionTokens,
        tokens_estimated = :t.progress.tokens.tokensEstimated,
        last_call = :t.progress.lastCall, running_millis = :t.progress.runningMillis,
        raised = :t.progress.raised,
        reply_position = COALESCE(CAST(:t.replyPosition AS BIGINT), reply_position)
      WHERE id = :t.id AND status = 'open'
      """)
  int update(@BindMethods("t") Row turn);

  @SqlUpdate(
      """
      UPDATE turns SET status = :e.status, outcome = :e.outcome, ended_at = :e.at,
        waiting = NULL, active_since = NULL
      WHERE id = :e.id AND status = 'open'
      """)
  int end(@BindMethods("e") End end);
}
