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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An empty schema of a real PostgreSQL: of the one that TEST_PG_URL names, else of one that is
 * started once for all tests of this process. Where neither works the test fails.
 */
final class EmptyDatabase implements AutoCloseable {

  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private static final Pattern PORT = Pattern.compile("@[^/]*:([0-9]+)/");

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

  /** Where its server listens. */
  int port() {
    Matcher port = PORT.matcher(Server.URL);
    return port.find() ? Integer.parseInt(port.group(1)) : 5432;
  }

  /** The same by another port of this machine. */
  String url(int port) {
    return url().replaceFirst("@[^/]*/", "@localhost:" + port + "/");
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
