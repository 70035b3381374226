package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.testkit.AuditContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresAuditTest extends AuditContract {

  @RegisterExtension private static final PostgresSchema SCHEMA = new PostgresSchema();

  @Override
  protected Persistence open() {
    return SCHEMA.store();
  }

  @Override
  protected void release(Persistence used) {
    // All tests of the class share it.
  }
}
