package dev.agentruntime.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test lets time pass. */
public final class ShiftableClock implements InstantSource {

  private Instant now = Instant.parse("2026-03-04T12:00:00Z");

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /** Lets time pass. */
  public synchronized void pass(Duration time) {
    now = now.plus(time);
  }
}
