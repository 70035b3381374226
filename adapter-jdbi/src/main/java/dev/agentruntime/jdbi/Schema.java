package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.PersistenceException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationState;

/**
 * The tables. Makes and migrates its own, and touches no others: a database that holds tables of
 * somebody else, or those of a newer version of the runtime, is refused.
 *
 * @param dialect what the engine has in place of the migrations' placeholders
 * @param tables query for the names of the tables there are
 */
record Schema(DataSource source, String name, Map<String, String> dialect, String tables) {

  static final String SQLITE_TABLES =
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
  static final String POSTGRES_TABLES =
      "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()";

  private static final String HISTORY = "agent_runtime_schema";
  private static final int MOST_LINES = 3;
  private static final int ATTEMPTS = 10;
  private static final long PAUSE_NANOS = 100_000_000;

  void bringUpToDate() {
    refuseForeignTables();
    Flyway flyway = flyway();
    for (int attempt = 1; ; attempt++) {
      try {
        migrate(flyway);
        return;
      } catch (FlywayException e) {
        // SQLite has no lock for this: another process may be making the same tables right now.
        if (attempt == ATTEMPTS) {
          throw new PersistenceException(
              "the tables of "
                  + name
                  + " cannot be made or migrated: "
                  + reason(e)
                  + "; check the rights to it and the space it has, or name another database",
              e);
        }
        LockSupport.parkNanos(PAUSE_NANOS * attempt);
      }
    }
  }

  /** What the database itself said, or the migration; neither has URL or password in it. */
  private static String reason(Throwable failure) {
    String reason = failure.toString();
    int lines = MOST_LINES;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException said && said.getMessage() != null) {
        reason = said.getMessage();
        lines = 1;
      }
    }
    return reason
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .limit(lines)
        .collect(Collectors.joining("; "));
  }

  private Flyway flyway() {
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(source)
        .locations("classpath:dev/agentruntime/jdbi/migrations")
        .table(HISTORY)
        .placeholders(dialect)
        .cleanDisabled(true)
        .loggers("slf4j")
        .load();
  }

  private void migrate(Flyway flyway) {
    boolean newer =
        Arrays.stream(flyway.info().all())
            .map(migration -> migration.getState())
            .anyMatch(
                state ->
                    state == MigrationState.FUTURE_SUCCESS
                        || state == MigrationState.FUTURE_FAILED);
    if (newer) {
      throw new PersistenceException(
          name + " was written by a newer version of the runtime; update this one", null);
    }
    // To migrate takes locks even where there is nothing to do.
    if (flyway.info().pending().length > 0) {
      flyway.migrate();
    } else {
      flyway.validate();
    }
  }

  private void refuseForeignTables() {
    Set<String> found = tableNames();
    if (!found.isEmpty() && !found.contains(HISTORY)) {
      throw new PersistenceException(
          name
              + " holds tables of something else ("
              + String.join(", ", found.stream().limit(3).toList())
              + "); name an empty database",
          null);
    }
  }

  private Set<String> tableNames() {
    Set<String> names = new LinkedHashSet<>();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(tables)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    } catch (SQLException e) {
      throw new PersistenceException(
          name
              + " cannot be read: "
              + reason(e)
              + "; check that it is a database of this kind and the rights to it",
          e);
    }
  }
}
