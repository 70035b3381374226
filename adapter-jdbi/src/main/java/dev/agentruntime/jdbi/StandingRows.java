package dev.agentruntime.jdbi;

import java.util.List;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jspecify.annotations.Nullable;

/** Counts over all owners. */
interface StandingRows {

  /** How many sessions are in a status. */
  record Status(String status, long sessions) {}

  /**
   * How many requests wait for people.
   *
   * @param oldest when the oldest one was asked
   */
  record Pending(long approvals, @Nullable Long oldest) {}

  /** An index has just this, so that no session is read for it. */
  String BY_STATUS =
      """
      SELECT status, count(*) AS sessions FROM sessions
      WHERE kind = 'conversation' AND lifecycle <> 'deleted' GROUP BY status
      """;

  @SqlQuery(BY_STATUS)
  List<Status> sessions();

  @SqlQuery(
      """
      SELECT count(*) AS approvals, min(a.asked_at) AS oldest
      FROM approvals a JOIN sessions s ON s.id = a.session_id
      WHERE a.state = 'pending' AND s.lifecycle <> 'deleted'
      """)
  Pending pending();
}
