package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.testkit.DurableSubscriberContract;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresDurableSubscriberTest extends DurableSubscriberContract {

  @RegisterExtension private static final PostgresSchema SCHEMA = new PostgresSchema();

  @Override
  protected Persistence open() {
    return SCHEMA.store();
  }

  @Override
  protected String placeAhead() {
    return Ledger.POSTGRES.cursor(new Ledger.Place(4_000_000_000_000L, 1));
  }

  @Override
  protected void advance(Duration time) {
    SCHEMA.advance(time);
  }

  @Override
  protected void release(Persistence used) {
    // All tests of the class share it.
  }
}
