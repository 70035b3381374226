package dev.agentruntime.application.lease;

import java.time.Duration;

/**
 * How leases are kept.
 *
 * @param time how long a lease lives unless it is renewed
 * @param renewEvery how often it is renewed
 * @param margin nothing is started, and what is in hand is ended, when less than this is left
 * @param watchEvery how often its holder looks whether somebody else changed the session
 */
public record LeaseTerms(Duration time, Duration renewEvery, Duration margin, Duration watchEvery) {

  /** What architecture and tests assume. */
  public static final LeaseTerms DEFAULT =
      new LeaseTerms(
          Duration.ofSeconds(15),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofMillis(250));

  public LeaseTerms {
    // Otherwise a lease that was just taken would be too old to start anything.
    if (margin.compareTo(time) >= 0) {
      throw new IllegalArgumentException("the margin of a lease is shorter than its time");
    }
    if (!watchEvery.isPositive()) {
      throw new IllegalArgumentException("the holder of a lease looks after more than no time");
    }
  }
}
