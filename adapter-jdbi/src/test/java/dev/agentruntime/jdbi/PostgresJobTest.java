package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.testkit.JobContract;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresJobTest extends JobContract {

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
