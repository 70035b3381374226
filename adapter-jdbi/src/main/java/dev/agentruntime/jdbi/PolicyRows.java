package dev.agentruntime.jdbi;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The versions of policies. */
interface PolicyRows {

  /** A version; the session id is empty for the owner's own policy. */
  record Row(Scope scope, int version, String document, boolean alone, Put put) {}

  /** For whom. */
  record Scope(String owner, String sessionId) {}

  /** By whom, why and when. */
  record Put(String author, String reason, long at) {}

  @SqlQuery(
      """
      SELECT * FROM approval_policies
      WHERE owner = :p.owner AND session_id = :p.sessionId AND version = :version
      """)
  Optional<Row> find(@BindMethods("p") Scope scope, @Bind("version") int version);

  @SqlQuery(
      """
      SELECT * FROM approval_policies
      WHERE owner = :p.owner AND session_id = :p.sessionId AND version < :before
      ORDER BY version DESC LIMIT :most
      """)
  List<Row> before(
      @BindMethods("p") Scope scope, @Bind("before") int before, @Bind("most") int most);

  @SqlUpdate(
      """
      INSERT INTO approval_policies (
        owner, session_id, version, document, alone, author, reason, at)
      VALUES (
        :p.scope.owner, :p.scope.sessionId, :p.version, :p.document, :p.alone, :p.put.author,
        :p.put.reason, :p.put.at)
      ON CONFLICT (owner, session_id, version) DO NOTHING
      """)
  int insert(@BindMethods("p") Row row);
}
