package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.testkit.ApprovalContract;
import dev.agentruntime.testkit.CountingIds;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class SqliteApprovalTest extends ApprovalContract {

  private final ShiftedClock clock = new ShiftedClock();

  @TempDir Path folder;

  @Override
  protected Persistence open() {
    return JdbiPersistence.open(
        new JdbiSettings(
            new DatabaseUrl.Sqlite(folder.resolve("runtime.db")),
            new CountingIds(),
            clock,
            Duration.ofSeconds(5)));
  }

  @Override
  protected void advance(Duration time) {
    clock.advance(time);
  }
}
