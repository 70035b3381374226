package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Maintenance;
import dev.agentruntime.application.port.PersistenceException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.exception.FlywayValidateException;

/**
 * The tables. Makes and migrates its own, and touches no others: a database that holds tables of
 * somebody else, or those of a newer version of the runtime, is refused.
 *
 * @param dialect what the engine has in place of the migrations' placeholders
 * @param tables query for the names of the tables there are
 * @param meaning what an error of the database means
 */
record Schema(
    DataSource source,
    String name,
    Map<String, String> dialect,
    String tables,
    Function<SQLException, Trouble> meaning) {

  static final String SQLITE_TABLES =
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
  static final String POSTGRES_TABLES =
      "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema()";

  private static final String HISTORY = "agent_runtime_schema";
  private static final String DIFFERENT =
      "they are not as this version of the runtime made them; start the version that did, or name"
          + " another database";
  private static final int ATTEMPTS = 10;
  private static final long PAUSE_NANOS = 100_000_000;

  /** Whether its tables are there. Those of something else are refused. */
  boolean isMade() {
    Set<String> found = tableNames();
    refuseForeign(found);
    return !found.isEmpty();
  }

  /** How the tables that are there stand. Nothing is migrated. */
  Maintenance.SchemaVersion version() {
    try {
      MigrationInfoService info = flyway().info();
      String known = "";
      for (MigrationInfo migration : info.all()) {
        // In the order of versions.
        known = isNewer(migration) ? known : String.valueOf(migration.getVersion());
      }
      String found = Optional.ofNullable(info.current()).map(m -> "" + m.getVersion()).orElse("0");
      return new Maintenance.SchemaVersion(found, known, info.pending().length, isNewer(info));
    } catch (FlywayException e) {
      throw new PersistenceException(
          name + " cannot be used: " + reason(e).orElse("its versions cannot be read"), e);
    }
  }

  private Optional<String> reason(FlywayException e) {
    return Transactions.sqlCause(e).map(sql -> meaning.apply(sql).text());
  }

  private static boolean isNewer(MigrationInfo migration) {
    return migration.getState() == MigrationState.FUTURE_SUCCESS
        || migration.getState() == MigrationState.FUTURE_FAILED;
  }

  private static boolean isNewer(MigrationInfoService info) {
    return Arrays.stream(info.all()).anyMatch(Schema::isNewer);
  }

  /** Refuses tables of a version that this one does not know. */
  void requireKnown() {
    if (version().newer()) {
      throw newer();
    }
  }

  private PersistenceException newer() {
    return new PersistenceException(
        name
            + " was written by a newer version of the runtime; update this one, or name another"
            + " database",
        null);
  }

  void bringUpToDate() {
    if (!isMade()) {
      requireRoom();
    }
    Flyway flyway = flyway();
    for (int attempt = 1; ; attempt++) {
      try {
        migrate(flyway);
        return;
      } catch (FlywayException e) {
        // SQLite has no lock for this: another process may be making the same tables right now.
        if (attempt == ATTEMPTS || isLasting(e)) {
          throw unmade(reason(e).orElse(DIFFERENT), e);
        }
        LockSupport.parkNanos(PAUSE_NANOS * attempt);
      }
    }
  }

  private boolean isLasting(FlywayException e) {
    return e instanceof FlywayValidateException
        || Transactions.sqlCause(e).map(meaning).filter(Trouble::isLasting).isPresent();
  }

  private PersistenceException unmade(String reason, Exception cause) {
    return new PersistenceException(
        "the tables of " + name + " cannot be made or migrated: " + reason, cause);
  }

  /** A table on trial: the migration asks for ten seconds before it believes that it may not. */
  private void requireRoom() {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("CREATE TABLE " + HISTORY + "_trial (trial INTEGER)");
      connection.rollback();
    } catch (SQLException e) {
      Trouble trouble = meaning.apply(e);
      if (trouble.isLasting()) {
        throw unmade(trouble.text(), e);
      }
    }
  }

  Flyway flyway() {
    return Flyway.configure(Schema.class.getClassLoader())
        .dataSource(source)
        .locations("classpath:dev/agentruntime/jdbi/migrations")
        // A program that was packed without them would serve an empty database.
        .failOnMissingLocations(true)
        .table(HISTORY)
        .placeholders(dialect)
        .javaMigrations(new ChainMigration())
        .cleanDisabled(true)
        .loggers("slf4j")
        .load();
  }

  private void migrate(Flyway flyway) {
    if (isNewer(flyway.info())) {
      throw newer();
    }
    // To migrate takes locks even where there is nothing to do.
    if (flyway.info().pending().length > 0) {
      flyway.migrate();
    } else {
      flyway.validate();
    }
  }

  private void refuseForeign(Set<String> found) {
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
      throw new PersistenceException(name + " cannot be used: " + meaning.apply(e).text(), e);
    }
  }
}
