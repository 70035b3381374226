package dev.agentruntime.jdbi;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindList;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** The leases in the sessions table. */
interface LeaseRows {

  /** A session's lease; owner and expiry are null where nobody has it. */
  record Held(@Nullable String owner, long generation, @Nullable Long expiresAt) {}

  /** Whom a lease belongs to. */
  record Claim(String session, String owner, long generation) {}

  @SqlQuery(
      "SELECT lease_owner, lease_generation, lease_expires_at FROM sessions WHERE id = :session")
  Optional<Held> find(@Bind("session") String session);

  /** The expiry is compared too: a renewal does not change the generation. */
  @SqlUpdate(
      """
      UPDATE sessions SET lease_owner = :c.owner, lease_generation = :c.generation,
        lease_expires_at = :expires
      WHERE id = :c.session AND lease_generation = :seen.generation
        AND COALESCE(lease_expires_at, -1) = COALESCE(CAST(:seen.expiresAt AS BIGINT), -1)
      """)
  int take(
      @BindMethods("c") Claim claim, @BindMethods("seen") Held seen, @Bind("expires") long expires);

  @SqlUpdate(
      """
      UPDATE sessions SET lease_expires_at = :expires
      WHERE id = :c.session AND lease_owner = :c.owner AND lease_generation = :c.generation
      """)
  int renew(@BindMethods("c") Claim claim, @Bind("expires") long expires);

  @SqlUpdate(
      """
      UPDATE sessions SET lease_owner = NULL, lease_expires_at = NULL
      WHERE id = :c.session AND lease_owner = :c.owner AND lease_generation = :c.generation
      """)
  void release(@BindMethods("c") Claim claim);

  @SqlQuery(
      """
      SELECT DISTINCT lease_owner FROM sessions
      WHERE runnable AND lifecycle = 'open' AND lease_expires_at > :now
      """)
  List<String> ownersAtWork(@Bind("now") long now);

  @SqlQuery(
      """
      SELECT id FROM sessions
      WHERE runnable AND lifecycle = 'open' AND format <= :format
        AND (lease_owner IS NULL OR lease_expires_at <= :now OR lease_owner IN (<dead>))
        AND (runner_host IN (<hosts>) OR (runner_host IS NULL AND :any))
      ORDER BY updated_at, id LIMIT :most
      """)
  List<String> claimable(
      @Bind("now") long now,
      @BindList(value = "dead", onEmpty = BindList.EmptyHandling.NULL_STRING)
          Collection<String> dead,
      @Bind("any") boolean any,
      @BindList(value = "hosts", onEmpty = BindList.EmptyHandling.NULL_STRING)
          Collection<String> hosts,
      @Bind("format") int format,
      @Bind("most") int most);
}
