package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.testkit.SecrecyContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;

class SqliteSecrecyTest extends SecrecyContract {

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("runtime.db");
  }

  @Override
  protected Persistence open() {
    return JdbiPersistence.open(JdbiSettings.of(new DatabaseUrl.Sqlite(file()), new UuidV7()));
  }

  @Override
  protected String everythingStored() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      return StoredText.of(connection);
    }
  }
}
