package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.testkit.JobContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class SqliteJobTest extends JobContract {

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
}
