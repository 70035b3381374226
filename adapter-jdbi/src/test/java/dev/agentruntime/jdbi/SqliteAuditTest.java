package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.testkit.AuditContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteAuditTest extends AuditContract {

  @TempDir Path folder;

  @Override
  protected Persistence open() {
    return new TestSqlite().in(folder);
  }
}
