package dev.agentruntime.application.memory;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.testkit.CountingIds;
import dev.agentruntime.testkit.DurableSubscriberContract;
import dev.agentruntime.testkit.ShiftableClock;
import java.time.Duration;

class InMemoryDurableSubscriberTest extends DurableSubscriberContract {

  private final ShiftableClock clock = new ShiftableClock();

  @Override
  protected Persistence open() {
    return new InMemoryPersistence(clock, new CountingIds());
  }

  @Override
  protected void advance(Duration time) {
    clock.pass(time);
  }

  @Override
  protected String placeAhead() {
    return "ledger-1000000";
  }
}
