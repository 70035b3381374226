package dev.agentruntime.jdbi;

import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;

/** The keys of requests. */
interface RequestRows {

  /** Where a key was sent. */
  record Place(String owner, String method, String path, String key) {}

  /** A key that is claimed. */
  record Claim(Place place, String request, long now, long until) {}

  /** What was answered. */
  record Row(String request, String response) {}

  /**
   * Inserts the key, or takes over one that expired. Where another transaction is just inserting
   * it, the database waits for the end of that one.
   *
   * @return 0 if it is taken
   */
  @SqlUpdate(
      """
      INSERT INTO idempotency_keys (
        owner, method, path, key, request_digest, created_at, expires_at)
      VALUES (
        :c.place.owner, :c.place.method, :c.place.path, :c.place.key, :c.request, :c.now, :c.until)
      ON CONFLICT (owner, method, path, key) DO UPDATE SET
        request_digest = :c.request, response = NULL, created_at = :c.now, expires_at = :c.until
      WHERE idempotency_keys.expires_at <= :c.now OR idempotency_keys.response IS NULL
      """)
  int claim(@BindMethods("c") Claim claim);

  @SqlQuery(
      """
      SELECT request_digest, response FROM idempotency_keys
      WHERE owner = :p.owner AND method = :p.method AND path = :p.path AND key = :p.key
      """)
  Optional<Row> find(@BindMethods("p") Place place);

  @SqlUpdate(
      """
      UPDATE idempotency_keys SET response = :response
      WHERE owner = :p.owner AND method = :p.method AND path = :p.path AND key = :p.key
        AND response IS NULL
      """)
  int answer(@BindMethods("p") Place place, @Bind("response") String response);

  @SqlQuery("SELECT EXISTS (SELECT 1 FROM idempotency_keys WHERE expires_at <= :now)")
  boolean hasExpired(@Bind("now") long now);

  @SqlUpdate(
      """
      DELETE FROM idempotency_keys WHERE (owner, method, path, key) IN (
        SELECT owner, method, path, key FROM idempotency_keys
        WHERE expires_at <= :now ORDER BY expires_at LIMIT :most)
      """)
  int removeExpired(@Bind("now") long now, @Bind("most") int most);
}
