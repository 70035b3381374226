package dev.agentruntime.jdbi;

import java.util.Optional;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.customizer.BindMethods;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jspecify.annotations.Nullable;

/** Who does which job. */
interface JobRows {

  /** A job's claim; owner and expiry are null where nobody has it. */
  record Held(@Nullable String owner, long generation, @Nullable Long expiresAt) {}

  /** Whom a claim belongs to. */
  record Claim(String job, String owner, long generation) {}

  @SqlQuery("SELECT owner, generation, expires_at FROM jobs WHERE name = :job")
  Optional<Held> find(@Bind("job") String job);

  /** For the first claim there ever is. */
  @SqlUpdate("INSERT INTO jobs (name, generation) VALUES (:job, 0) ON CONFLICT (name) DO NOTHING")
  void add(@Bind("job") String job);

  /** The expiry is compared too: a renewal does not change the generation. */
  @SqlUpdate(
      """
      UPDATE jobs SET owner = :c.owner, generation = :c.generation, expires_at = :expires
      WHERE name = :c.job AND generation = :seen.generation
        AND COALESCE(expires_at, -1) = COALESCE(CAST(:seen.expiresAt AS BIGINT), -1)
      """)
  int take(
      @BindMethods("c") Claim claim, @BindMethods("seen") Held seen, @Bind("expires") long expires);

  @SqlUpdate(
      """
      UPDATE jobs SET expires_at = :expires
      WHERE name = :c.job AND owner = :c.owner AND generation = :c.generation
      """)
  int renew(@BindMethods("c") Claim claim, @Bind("expires") long expires);

  @SqlUpdate(
      """
      UPDATE jobs SET owner = NULL, expires_at = NULL
      WHERE name = :c.job AND owner = :c.owner AND generation = :c.generation
      """)
  void release(@BindMethods("c") Claim claim);
}
