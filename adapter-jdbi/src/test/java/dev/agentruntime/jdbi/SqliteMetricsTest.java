package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.testkit.MetricsContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteMetricsTest extends MetricsContract {

  @TempDir Path folder;

  @Override
  protected Persistence open() {
    return new TestSqlite().in(folder);
  }
}
