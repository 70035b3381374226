package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.testkit.ApprovalContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class SqliteApprovalTest extends ApprovalContract {

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
