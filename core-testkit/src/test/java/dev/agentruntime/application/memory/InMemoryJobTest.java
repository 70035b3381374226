package dev.agentruntime.application.memory;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.testkit.JobContract;
import dev.agentruntime.testkit.ShiftableClock;
import java.time.Duration;

class InMemoryJobTest extends JobContract {

  private final ShiftableClock clock = new ShiftableClock();

  @Override
  protected Persistence open() {
    return new InMemoryPersistence(clock, new UuidV7());
  }

  @Override
  protected void advance(Duration time) {
    clock.pass(time);
  }
}
