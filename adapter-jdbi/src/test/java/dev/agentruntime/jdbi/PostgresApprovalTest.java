package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.testkit.ApprovalContract;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresApprovalTest extends ApprovalContract {

  @RegisterExtension private static final PostgresSchema SCHEMA = new PostgresSchema();

  @Override
  protected Persistence open() {
    return SCHEMA.store();
  }

  @Override
  protected void release(Persistence used) {
    // All tests of the class share it.
  }

  @Override
  protected void advance(Duration time) {
    SCHEMA.advance(time);
  }
}
