package dev.agentruntime.application.memory;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.testkit.SharingContract;

class InMemorySharingTest extends SharingContract {

  private final InMemoryPersistence store = new InMemoryPersistence();

  @Override
  protected Persistence open() {
    return store;
  }
}
