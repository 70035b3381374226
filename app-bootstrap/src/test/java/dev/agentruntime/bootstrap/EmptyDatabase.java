package dev.agentruntime.bootstrap;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An empty schema of a real PostgreSQL: of the one that TEST_PG_URL names, else of one that is
 * started once for all tests of this process. Where neither works the test fails.
 */
final class EmptyDatabase implements AutoCloseable {

  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private final String schema =
      "program_" + ProcessHandle.current().pid() + "_" + SCHEMAS.incrementAndGet();

  /** Starts the server when it is first asked for. */
  private static final class Server {
    private static final String URL =
        Optional.ofNullable(System.getenv("TEST_PG_URL")).orElseGet(Server::start);

    private static String start() {
      try {
        EmbeddedPostgres server = EmbeddedPostgres.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
        return "postgresql://postgres:postgres@localhost:" + server.getPort() + "/postgres";
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void stop(EmbeddedPostgres server) {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  EmptyDatabase() throws SQLException {
    execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
    execute("CREATE SCHEMA " + schema);
  }

  /** The URL as the command line takes it. */
  String url() {
    return Server.URL + (Server.URL.contains("?") ? "&" : "?") + "currentSchema=" + schema;
  }

  private static void execute(String sql) throws SQLException {
    String bare = Server.URL.substring(Server.URL.indexOf("://") + 3);
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
  public void close() throws SQLException {
    execute("DROP SCHEMA " + schema + " CASCADE");
  }
}
