package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.testkit.WebhookContract;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresWebhookTest extends WebhookContract {

  @RegisterExtension private static final PostgresSchema SCHEMA = new PostgresSchema();

  @Override
  protected Persistence open() {
    return SCHEMA.store();
  }

  @Override
  protected void advance(Duration time) {
    SCHEMA.advance(time);
  }

  /** The thread waits for the server, which knows whether that waits for a lock. */
  @Override
  protected boolean isHeldUp(Thread thread) {
    return SCHEMA.isSomebodyHeldUp();
  }

  @Override
  protected void release(Persistence used) {
    // All tests of the class share it.
  }
}
