package dev.agentruntime.bootstrap;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * An empty schema of a real PostgreSQL: of the one that TEST_PG_URL names, else of one that is
 * started for it. Where neither works the test fails.
 */
final class EmptyDatabase implements AutoCloseable {

  private static final String SCHEMA = "killed_" + ProcessHandle.current().pid();

  private final Optional<EmbeddedPostgres> server;
  private final String url;

  EmptyDatabase() throws IOException, SQLException {
    String given = System.getenv("TEST_PG_URL");
    server = given == null ? Optional.of(EmbeddedPostgres.start()) : Optional.empty();
    url =
        server
            .map(s -> "postgresql://postgres:postgres@localhost:" + s.getPort() + "/postgres")
            .orElse(given);
    execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
    execute("CREATE SCHEMA " + SCHEMA);
  }

  /** The URL as the command line takes it. */
  String url() {
    return url + (url.contains("?") ? "&" : "?") + "currentSchema=" + SCHEMA;
  }

  private void execute(String sql) throws SQLException {
    String bare = url.substring(url.indexOf("://") + 3);
    int at = bare.lastIndexOf('@');
    String[] login = bare.substring(0, at).split(":", 2);
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://" + bare.substring(at + 1), login[0], login[1]);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws IOException, SQLException {
    execute("DROP SCHEMA " + SCHEMA + " CASCADE");
    if (server.isPresent()) {
      server.get().close();
    }
  }
}
