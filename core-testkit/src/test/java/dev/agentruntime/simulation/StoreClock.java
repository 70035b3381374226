package dev.agentruntime.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The store's clock: goes with the time of the simulation, and can be set. */
final class StoreClock implements InstantSource {

  private static final Instant BEGINNING = Instant.parse("2026-03-04T12:00:00Z");

  private final Timeline time;
  private Duration ahead = Duration.ZERO;
  private Duration furthest = Duration.ZERO;
  private long jumpedAt = Long.MIN_VALUE / 2;

  StoreClock(Timeline time) {
    this.time = time;
  }

  @Override
  public Instant instant() {
    return BEGINNING.plusNanos(time.now()).plus(ahead);
  }

  /** It is set. */
  void jump(Duration by) {
    ahead = ahead.plus(by);
    jumpedAt = time.now();
    if (ahead.compareTo(furthest) > 0) {
      furthest = ahead;
    }
  }

  /** Set to what it would show had it never been set back. */
  void setRight() {
    if (!ahead.equals(furthest)) {
      jump(furthest.minus(ahead));
    }
  }

  /** Whether nobody has set it for so long. */
  boolean isSteadyFor(long nanos) {
    return time.now() - jumpedAt > nanos;
  }
}
