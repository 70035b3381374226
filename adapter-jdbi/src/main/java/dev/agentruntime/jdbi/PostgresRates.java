package dev.agentruntime.jdbi;

import dev.agentruntime.application.access.TokenBuckets;
import dev.agentruntime.application.port.RateLimit;
import dev.agentruntime.application.port.RateMeter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * Buckets that all instances of a server share. A token is taken by one statement; the row's own
 * lock lets one instance at a time do it.
 *
 * @param clockShift how far the clock is ahead of the server's; tests move time with it
 * @param lastSweep by {@link System#nanoTime}
 */
record PostgresRates(Transactions transactions, Supplier<Duration> clockShift, AtomicLong lastSweep)
    implements RateMeter {

  private static final long SWEEP_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final String NOW =
      "(CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS BIGINT) + :shift)";

  /** What the bucket holds now; a clock that was set back gives nothing. */
  private static final String TOKENS =
      "LEAST(:burst, b.tokens + GREATEST(0, " + NOW + " - b.at) * :perMilli)";

  private static final String TAKE =
      """
      INSERT INTO rate_buckets AS b (subject, tokens, at, full_at)
      VALUES (:subject, CAST(:burst AS DOUBLE PRECISION) - 1, ${now}, ${now} + ceil(1 / :perMilli))
      ON CONFLICT (subject) DO UPDATE SET
        tokens = ${tokens} - 1,
        at = GREATEST(b.at, ${now}),
        full_at = GREATEST(b.at, ${now}) + ceil((:burst - ${tokens} + 1) / :perMilli)
      WHERE ${tokens} >= 1
      RETURNING b.tokens + 1
      """
          .replace("${tokens}", TOKENS)
          .replace("${now}", NOW);

  private static final String LOOK =
      "SELECT " + TOKENS + " FROM rate_buckets b WHERE subject = :subject";

  private static final String SWEEP = "DELETE FROM rate_buckets WHERE full_at <= " + NOW;

  /**
   * All requests of a key want the same row: it must not stay locked while a process stands still.
   */
  @Override
  public Outcome take(String subject, RateLimit limit) {
    sweep();
    double tokens =
        transactions.each(
            handle ->
                ask(handle, TAKE, subject, limit)
                    .or(() -> ask(handle, LOOK, subject, limit))
                    // Swept between both statements, which only happens to a full one.
                    .orElse((double) limit.burst()));
    return TokenBuckets.outcome(tokens, limit);
  }

  private Optional<Double> ask(Handle handle, String sql, String subject, RateLimit limit) {
    return handle
        .createQuery(sql)
        .bind("subject", subject)
        .bind("burst", (double) limit.burst())
        .bind("perMilli", limit.perMilli())
        .bind("shift", clockShift.get().toMillis())
        .mapTo(Double.class)
        .findOne();
  }

  private void sweep() {
    long now = System.nanoTime();
    long last = lastSweep.get();
    if (now - last >= SWEEP_NANOS && lastSweep.compareAndSet(last, now)) {
      transactions.each(
          handle ->
              handle.createUpdate(SWEEP).bind("shift", clockShift.get().toMillis()).execute());
    }
  }
}
