package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.testkit.DurableSubscriberContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class SqliteDurableSubscriberTest extends DurableSubscriberContract {

  private final TestSqlite file = new TestSqlite();

  @TempDir Path folder;

  @Override
  protected Persistence open() {
    return file.in(folder);
  }

  @Override
  protected void advance(Duration time) {
    file.advance(time);
  }

  @Override
  protected String placeAhead() {
    return Ledger.SQLITE.cursor(new Ledger.Place(0, 1_000_000_000));
  }
}
