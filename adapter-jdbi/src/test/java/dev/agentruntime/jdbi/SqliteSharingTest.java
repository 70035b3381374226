package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.testkit.SharingContract;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class SqliteSharingTest extends SharingContract {

  @TempDir Path folder;

  private final ShiftedClock clock = new ShiftedClock();

  private JdbiSettings settings() {
    return new JdbiSettings(
        new DatabaseUrl.Sqlite(folder.resolve("runtime.db")),
        new UuidV7(),
        clock,
        Duration.ofSeconds(5),
        Optional.empty());
  }

  @Override
  protected Persistence open() {
    return JdbiPersistence.open(settings());
  }

  @Override
  protected void advance(Duration time) {
    clock.advance(time);
  }

  @Override
  protected void requireNothingLeft() throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("runtime.db"));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM partial_messages")) {
      row.next();
      assertThat(row.getLong(1)).isZero();
    }
  }
}
