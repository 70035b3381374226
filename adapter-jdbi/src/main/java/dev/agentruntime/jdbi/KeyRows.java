package dev.agentruntime.jdbi;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** The keys to a server. */
interface KeyRows {

  /** A key. */
  record Row(Header header, Secret secret, long createdAt, @Nullable Long revokedAt) {}

  /** What it is. */
  record Header(String id, String owner, String name, String role) {}

  /** The hash of its secret, which has no text form. */
  record Secret(String hash) {
    @Override
    public String toString() {
      return "Secret[]";
    }
  }

  @SqlUpdate(
      """
      INSERT INTO api_keys (id, owner, name, role, secret_hash, created_at, revoked_at)
      VALUES (:k.header.id, :k.header.owner, :k.header.name, :k.header.role, :k.secret.hash,
        :k.createdAt, :k.revokedAt)
      """)
  void insert(@BindMethods("k") Row key);

  @SqlQuery(
      """
      UPDATE api_keys SET revoked_at = COALESCE(revoked_at, :now)
      WHERE id = :id AND owner = :owner RETURNING *
      """)
  Optional<Row> revoke(@Bind("owner") String owner, @Bind("id") String id, @Bind("now") long now);

  @SqlQuery("SELECT * FROM api_keys WHERE id = :id")
  Optional<Row> find(@Bind("id") String id);

  @SqlQuery("SELECT * FROM api_keys WHERE owner = :owner ORDER BY created_at, id")
  List<Row> of(@Bind("owner") String owner);

  @SqlQuery("SELECT * FROM api_keys ORDER BY created_at, id")
  List<Row> all();
}
