package dev.agentruntime.jdbi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.testkit.SharingContract;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresSharingTest extends SharingContract {

  @RegisterExtension private static final PostgresSchema SCHEMA = new PostgresSchema();

  private final ShiftedClock clock = new ShiftedClock();

  private JdbiSettings settings() {
    return new JdbiSettings(
        SCHEMA.url(), new UuidV7(), clock, Duration.ofSeconds(5), Optional.empty());
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
    try (Connection connection = TestPostgres.connect(SCHEMA.url());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM partial_messages")) {
      row.next();
      assertThat(row.getLong(1)).isZero();
    }
  }
}
