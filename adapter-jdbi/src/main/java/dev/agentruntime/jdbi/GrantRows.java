package dev.agentruntime.jdbi;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** What people granted. */
interface GrantRows {

  /** A grant. */
  record Row(String id, Place place, Content content, Given given, Revoked revoked) {}

  /** Where it holds; an empty session id is every session. */
  record Place(String owner, String sessionId) {}

  /** What it allows, and the approval it came from. */
  record Content(String rule, String text, String approvalId) {}

  /** Who gave it, until when. */
  record Given(String by, long at, @Nullable Long expiresAt) {}

  /** Who took it back, if somebody did. */
  record Revoked(@Nullable String by, @Nullable Long at) {}

  @SqlUpdate(
      """
      INSERT INTO approval_grants (
        id, owner, session_id, rule, text, approval_id, given_by, given_at, expires_at,
        revoked_by, revoked_at)
      VALUES (
        :g.id, :g.place.owner, :g.place.sessionId, :g.content.rule, :g.content.text,
        :g.content.approvalId, :g.given.by, :g.given.at, :g.given.expiresAt,
        :g.revoked.by, :g.revoked.at)
      """)
  void insert(@BindMethods("g") Row grant);

  @SqlQuery(
      """
      UPDATE approval_grants
      SET revoked_by = COALESCE(revoked_by, :by), revoked_at = COALESCE(revoked_at, :now)
      WHERE id = :id AND owner = :owner RETURNING *
      """)
  Optional<Row> revoke(
      @Bind("owner") String owner,
      @Bind("id") String id,
      @Bind("by") String by,
      @Bind("now") long now);

  @SqlQuery(
      """
      SELECT * FROM approval_grants
      WHERE owner = :owner AND session_id IN ('', :session) AND revoked_at IS NULL
        AND (expires_at IS NULL OR expires_at > :now)
      ORDER BY given_at, id
      """)
  List<Row> inForce(
      @Bind("owner") String owner, @Bind("session") String session, @Bind("now") long now);
}
