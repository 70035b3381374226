package dev.agentruntime.application.port;

import java.time.Duration;

/**
 * Counts how often somebody does something, on the store's clock, by a bucket of tokens for each
 * subject. Safe for many threads; where several processes share a store across machines, they share
 * its buckets.
 */
public interface RateMeter {

  /**
   * Takes one token, if there is one.
   *
   * @param subject who or what; subjects with full buckets are forgotten
   */
  Outcome take(String subject, RateLimit limit);

  /** What came of it. */
  sealed interface Outcome {

    /**
     * It may be done.
     *
     * @param remaining how often it may be done again right now
     */
    record Allowed(int remaining) implements Outcome {}

    /**
     * It may not be done now.
     *
     * @param retryAfter when it may be done; more than zero
     */
    record Exhausted(Duration retryAfter) implements Outcome {}
  }
}
