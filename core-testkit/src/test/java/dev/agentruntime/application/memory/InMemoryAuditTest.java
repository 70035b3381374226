package dev.agentruntime.application.memory;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.testkit.AuditContract;

class InMemoryAuditTest extends AuditContract {

  @Override
  protected Persistence open() {
    return new InMemoryPersistence();
  }
}
