package dev.agentruntime.jdbi;

import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The versions of policies. */
interface PolicyRows {

  /** A version; the session id is empty for the owner's own policy. */
  record Row(Scope scope, int version, String document, String author, long at) {}

  /** For whom. */
  record Scope(String owner, String sessionId) {}

  @SqlQuery(
      """
      SELECT * FROM approval_policies WHERE owner = :p.owner AND session_id = :p.sessionId
      ORDER BY version DESC LIMIT 1
      """)
  Optional<Row> newest(@BindMethods("p") Scope scope);

  @SqlUpdate(
      """
      INSERT INTO approval_policies (owner, session_id, version, document, author, at)
      VALUES (:p.scope.owner, :p.scope.sessionId, :p.version, :p.document, :p.author, :p.at)
      ON CONFLICT (owner, session_id, version) DO NOTHING
      """)
  int insert(@BindMethods("p") Row row);
}
