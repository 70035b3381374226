package dev.agentruntime.micrometer;

import dev.agentruntime.testkit.ShiftableClock;
import io.micrometer.core.instrument.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The clock of a story, for a registry. */
record FakeClock(ShiftableClock time) implements Clock {

  @Override
  public long wallTime() {
    return time.instant().toEpochMilli();
  }

  @Override
  public long monotonicTime() {
    return ChronoUnit.NANOS.between(Instant.parse("2026-01-01T00:00:00Z"), time.instant());
  }
}
