package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.testkit.SecrecyContract;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;

class PostgresSecrecyTest extends SecrecyContract {

  private final DatabaseUrl.Postgres url = TestPostgres.emptySchema();

  @AfterEach
  void drop() {
    TestPostgres.drop(url);
  }

  @Override
  protected Persistence open() {
    return JdbiPersistence.open(JdbiSettings.of(url, new UuidV7()));
  }

  @Override
  protected String everythingStored() throws SQLException {
    try (Connection connection = TestPostgres.connect(url)) {
      return StoredText.of(connection);
    }
  }
}
