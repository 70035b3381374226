package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.testkit.CountingIds;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A store that all tests of a class share: a schema takes longer to make than a test. */
final class PostgresSchema implements BeforeAllCallback, AfterAllCallback {

  private final ShiftedClock clock = new ShiftedClock();
  private DatabaseUrl.Postgres url;
  private JdbiPersistence store;

  @Override
  public void beforeAll(ExtensionContext context) {
    url = TestPostgres.emptySchema();
    store =
        JdbiPersistence.open(
            new JdbiSettings(
                url, new CountingIds(), clock, Duration.ofSeconds(5), Optional.empty()));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    store.close();
    TestPostgres.drop(url);
  }

  Persistence store() {
    return store;
  }

  DatabaseUrl.Postgres url() {
    return url;
  }

  /** Whether a transaction waits for another one. */
  boolean isSomebodyHeldUp() {
    try (Connection connection = TestPostgres.connect(url);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)")) {
      return row.next() && row.getBoolean(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  void advance(Duration time) {
    clock.advance(time);
  }
}
