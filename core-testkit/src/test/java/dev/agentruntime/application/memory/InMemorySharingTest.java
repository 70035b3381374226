package dev.agentruntime.application.memory;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.testkit.SharingContract;
import dev.agentruntime.testkit.ShiftableClock;
import java.time.Duration;

class InMemorySharingTest extends SharingContract {

  private final ShiftableClock clock = new ShiftableClock();
  private final InMemoryPersistence store = new InMemoryPersistence(clock, new UuidV7());

  @Override
  protected Persistence open() {
    return store;
  }

  @Override
  protected void advance(Duration time) {
    clock.pass(time);
  }
}
