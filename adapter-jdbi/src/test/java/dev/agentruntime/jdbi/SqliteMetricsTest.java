package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.MetricsContract;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class SqliteMetricsTest extends MetricsContract {

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
  protected void spoil(SessionId session, long position, boolean newer) {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("runtime.db"));
        var statement = connection.createStatement()) {
      statement.execute(Tampering.spoiling(session, position, newer));
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected String placeAhead() {
    return Ledger.SQLITE.cursor(new Ledger.Place(0, 1_000_000_000));
  }
}
