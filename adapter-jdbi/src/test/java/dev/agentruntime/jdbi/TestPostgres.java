package dev.agentruntime.jdbi;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL, started once for all tests of this process; TEST_PG_URL names another one to
 * use. Where neither works the tests fail.
 */
final class TestPostgres {

  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private TestPostgres() {}

  /** Starts the server when it is first asked for. */
  private static final class Server {
    private static final DatabaseUrl.Postgres URL = find();

    private static DatabaseUrl.Postgres find() {
      return Optional.ofNullable(System.getenv("TEST_PG_URL"))
          .map(url -> (DatabaseUrl.Postgres) DatabaseUrl.parse(url))
          .orElseGet(Server::start);
    }

    private static DatabaseUrl.Postgres start() {
      try {
        EmbeddedPostgres server = EmbeddedPostgres.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
        return (DatabaseUrl.Postgres)
            DatabaseUrl.parse(
                "postgresql://postgres:postgres@localhost:" + server.getPort() + "/postgres");
      } catch (IOException | RuntimeException e) {
        throw new AssertionError(
            "no PostgreSQL could be started for the tests; set TEST_PG_URL to one", e);
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

  /** A schema of its own, empty. */
  static DatabaseUrl.Postgres emptySchema() {
    String schema = "test_" + ProcessHandle.current().pid() + "_" + SCHEMAS.incrementAndGet();
    execute(Server.URL, "DROP SCHEMA IF EXISTS " + schema + " CASCADE");
    execute(Server.URL, "CREATE SCHEMA " + schema);
    String options = "currentSchema=" + schema;
    return new DatabaseUrl.Postgres(
        Server.URL.location(),
        Server.URL.options().isEmpty() ? options : Server.URL.options() + "&" + options,
        Server.URL.credentials());
  }

  static void drop(DatabaseUrl.Postgres url) {
    execute(Server.URL, "DROP SCHEMA " + schemaOf(url) + " CASCADE");
  }

  static String schemaOf(DatabaseUrl.Postgres url) {
    return url.options().substring(url.options().lastIndexOf('=') + 1);
  }

  /** Where the server of a database listens. */
  static int port(DatabaseUrl.Postgres url) {
    String host = url.location().substring(0, url.location().indexOf('/'));
    return host.contains(":") ? Integer.parseInt(host.substring(host.indexOf(':') + 1)) : 5432;
  }

  /** The same database by another port of this machine. */
  static DatabaseUrl.Postgres at(int port, DatabaseUrl.Postgres url, String options) {
    String name = url.location().substring(url.location().indexOf('/'));
    return new DatabaseUrl.Postgres(
        "localhost:" + port + name,
        options.isEmpty() ? url.options() : url.options() + "&" + options,
        url.credentials());
  }

  /** How many connections there are of this kind. */
  static int count(DatabaseUrl.Postgres url, String which) {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT count(*) FROM pg_stat_activity WHERE " + which)) {
      row.next();
      return row.getInt(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  static void execute(DatabaseUrl.Postgres url, String sql) {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError("preparing PostgreSQL for the tests failed", e);
    }
  }

  static Connection connect(DatabaseUrl.Postgres url) throws SQLException {
    var properties = new Properties();
    url.credentials().user().ifPresent(user -> properties.setProperty("user", user));
    url.credentials().password().ifPresent(word -> properties.setProperty("password", word));
    return DriverManager.getConnection(url.jdbcUrl(), properties);
  }
}
