package dev.agentruntime.application.access;

import dev.agentruntime.application.port.RateLimit;
import dev.agentruntime.application.port.RateMeter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The buckets of one process, for stores that one server at a time uses. */
public final class TokenBuckets implements RateMeter {

  private static final long SWEEP_MILLIS = Duration.ofMinutes(1).toMillis();

  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
  private final AtomicLong lastSweep = new AtomicLong(Long.MIN_VALUE / 2);
  private final InstantSource clock;

  /**
   * A bucket.
   *
   * @param at when it held that many tokens
   * @param full when it is full again
   */
  private record Bucket(double tokens, long at, long full) {}

  /** No buckets yet. */
  public TokenBuckets(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Outcome take(String subject, RateLimit limit) {
    long now = clock.millis();
    sweep(now);
    // An array, since a bucket is replaced within the map's lock.
    var outcome = new Outcome[1];
    buckets.compute(
        subject,
        (key, bucket) -> {
          double tokens = bucket == null ? limit.burst() : refilled(bucket, limit, now);
          outcome[0] = outcome(tokens, limit);
          double left = tokens < 1 ? tokens : tokens - 1;
          long at = bucket == null ? now : Math.max(now, bucket.at());
          return new Bucket(left, at, at + millis(limit.burst() - left, limit));
        });
    return outcome[0];
  }

  /** A clock that was set back gives nothing. */
  private static double refilled(Bucket bucket, RateLimit limit, long now) {
    double more = Math.max(0, now - bucket.at()) * limit.perMilli();
    return Math.min(limit.burst(), bucket.tokens() + more);
  }

  /**
   * What a bucket with that many tokens allows.
   *
   * @param tokens before one is taken
   */
  public static Outcome outcome(double tokens, RateLimit limit) {
    return tokens < 1
        ? new Outcome.Exhausted(Duration.ofMillis(millis(1 - tokens, limit)))
        : new Outcome.Allowed((int) (tokens - 1));
  }

  private static long millis(double tokens, RateLimit limit) {
    return Math.max(1, (long) Math.ceil(tokens / limit.perMilli()));
  }

  /** A full bucket says no more than none. */
  private void sweep(long now) {
    long last = lastSweep.get();
    if (now - last >= SWEEP_MILLIS && lastSweep.compareAndSet(last, now)) {
      buckets.values().removeIf(bucket -> bucket.full() <= now);
    }
  }

  /** How many subjects are remembered. */
  int size() {
    return buckets.size();
  }
}
