package dev.agentruntime.application.memory;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.testkit.MetricsContract;

class InMemoryMetricsTest extends MetricsContract {

  @Override
  protected Persistence open() {
    return new InMemoryPersistence();
  }
}
