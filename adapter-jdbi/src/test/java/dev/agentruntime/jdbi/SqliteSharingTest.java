package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.testkit.SharingContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteSharingTest extends SharingContract {

  @TempDir Path folder;

  @Override
  protected Persistence open() {
    return JdbiPersistence.open(
        JdbiSettings.of(new DatabaseUrl.Sqlite(folder.resolve("runtime.db")), new UuidV7()));
  }
}
