package dev.agentruntime.application.memory;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.testkit.CountingIds;
import dev.agentruntime.testkit.DurableSubscriberContract;
import dev.agentruntime.testkit.ShiftableClock;

class InMemoryDurableSubscriberTest extends DurableSubscriberContract {

  @Override
  protected Persistence open() {
    return new InMemoryPersistence(new ShiftableClock(), new CountingIds());
  }

  @Override
  protected String placeAhead() {
    return "ledger-1000000";
  }
}
