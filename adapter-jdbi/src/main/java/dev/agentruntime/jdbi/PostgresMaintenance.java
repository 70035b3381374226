package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Maintenance;
import dev.agentruntime.application.port.PersistenceException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/** A server's database. It is copied and checked by the server's own tools. */
record PostgresMaintenance(DatabaseUrl.Postgres url, JdbiSettings settings) implements Maintenance {

  private static final Duration CONNECT = Duration.ofSeconds(10);

  private static final String BYTES =
      """
      SELECT COALESCE(SUM(pg_total_relation_size(c.oid)), 0) FROM pg_class c
      WHERE c.relnamespace = CAST(current_schema() AS regnamespace) AND c.relkind = 'r'
      """;

  /** Programs that say so; one has several connections. */
  private static final String CONNECTIONS =
      """
      SELECT count(*) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE 'agent-runtime%'
        AND pid <> pg_backend_pid()
      """;

  @Override
  public Status status() {
    PGSimpleDataSource source = source();
    var schema =
        new Schema(
            source, url.toString(), Map.of(), Schema.POSTGRES_TABLES, PostgresErrors::meaning);
    boolean made = schema.isMade();
    try (Connection connection = source.getConnection()) {
      long connections = TableCounts.number(connection, CONNECTIONS);
      return new Status(
          url.toString(),
          made ? Optional.of(TableCounts.of(schema, connection)) : Optional.empty(),
          TableCounts.number(connection, BYTES),
          connections == 0
              ? List.of()
              : List.of(connections + " connections of agent-runtime programs"));
    } catch (SQLException e) {
      throw new PersistenceException(
          url + " cannot be used: " + PostgresErrors.meaning(e).text(), e);
    }
  }

  private PGSimpleDataSource source() {
    var source = new PGSimpleDataSource();
    try {
      source.setURL(url.jdbcUrl());
    } catch (RuntimeException e) {
      // The driver's message may repeat the options of the URL.
      throw new PersistenceException(
          url + " cannot be used: an option behind the ? of its URL is unknown or malformed", null);
    }
    url.credentials().user().ifPresent(source::setUser);
    url.credentials().password().ifPresent(source::setPassword);
    source.setApplicationName("agent-runtime-maintenance");
    source.setConnectTimeout(Math.toIntExact(CONNECT.toSeconds()));
    return source;
  }

  @Override
  public void migrate() {
    JdbiPersistence.openExisting(settings).ifPresent(JdbiPersistence::close);
  }

  /** A server checks its pages itself where it was made to; its references hold always. */
  @Override
  public Damage damage() {
    return Damage.NONE;
  }

  @Override
  public long backUp(Path file, boolean replacing) {
    throw byItsOwnTools("backed up", "pg_dump --format=custom --file=FILE DATABASE");
  }

  @Override
  public Optional<Path> restore(Path backup) {
    throw byItsOwnTools("restored", "pg_restore --exit-on-error --dbname=NEW-DATABASE FILE");
  }

  private PersistenceException byItsOwnTools(String done, String command) {
    return new PersistenceException(
        url
            + " is a database of PostgreSQL, which is "
            + done
            + " by its own tools: "
            + command
            + "; docs/operations.md tells how under Backup",
        null);
  }
}
