package dev.agentruntime.jdbi;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.agentruntime.application.port.PersistenceException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a server is connected to, and how long anything there may take. Whoever asks it something is
 * answered or gets an error within the time of a lease, whatever became of the server and of the
 * way to it. Options in the URL have their way over those of here.
 *
 * @param lockWait how long a statement waits for a lock
 */
record PostgresConnections(DatabaseUrl.Postgres url, Duration lockWait) {

  /** Those that write; the leases are renewed by them, so no number of readers keeps them off. */
  static final int WRITERS = 6;

  static final int READERS = 4;

  /** While the tables are made: for the lock that Flyway holds, and for the migrations. */
  private static final int MAKERS = 3;

  /** Until a connection comes about, and until one of the pool is free. */
  static final Duration CONNECT = Duration.ofSeconds(5);

  /** Whether a connection that lay idle still leads anywhere. */
  private static final Duration VALIDATION = Duration.ofSeconds(2);

  static final Duration STATEMENT = Duration.ofSeconds(10);

  /** Of the socket: more than a statement's, whose end the server itself tells. */
  static final Duration ANSWER = Duration.ofSeconds(12);

  /** Less than a lease: a process that stands still keeps its locks no longer than its sessions. */
  private static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(10);

  /** So long the server waits for who does not take what it sends, and may hold locks meanwhile. */
  private static final Duration TAKEN = Duration.ofSeconds(10);

  /** What each connection has, whatever it is for. */
  static Properties options(DatabaseUrl.Postgres url, String name) {
    var options = new Properties();
    url.credentials().user().ifPresent(user -> options.setProperty("user", user));
    url.credentials().password().ifPresent(word -> options.setProperty("password", word));
    options.setProperty("ApplicationName", name);
    options.setProperty("tcpKeepAlive", "true");
    options.setProperty("connectTimeout", seconds(CONNECT));
    return options;
  }

  /** For transactions that write. Returns at once, whether the server is there or not. */
  HikariDataSource writers() {
    return new HikariDataSource(served("postgresql-writer", WRITERS));
  }

  /** For reads, each of one state of the database. Returns at once. */
  HikariDataSource readers() {
    HikariConfig config = served("postgresql-reader", READERS);
    // Of the connection, so that no transaction has to ask for it.
    config.setReadOnly(true);
    config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
    return new HikariDataSource(config);
  }

  /**
   * For making and migrating the tables, which may take hours where there is much in them: nothing
   * ends that but the server.
   *
   * @throws PersistenceException if it cannot be connected to, with what to check
   */
  HikariDataSource makers() {
    HikariConfig config = pool("postgresql-setup", MAKERS);
    config.setMinimumIdle(0);
    config.setConnectionInitSql(limits(Duration.ZERO));
    try {
      return new HikariDataSource(config);
    } catch (HikariPool.PoolInitializationException e) {
      Trouble trouble =
          Transactions.sqlCause(e)
              .map(PostgresErrors::meaning)
              .orElse(new Trouble.Lost("it does not answer; check that it runs"));
      throw trouble.exception(url + " cannot be used: ", e.getCause());
    } catch (RuntimeException e) {
      // The driver's message may repeat the options of the URL.
      throw new PersistenceException(
          url
              + " cannot be used: an option behind the ? of its URL is unknown or malformed; check"
              + " it against those of the PostgreSQL JDBC driver",
          null);
    }
  }

  private HikariConfig served(String name, int most) {
    HikariConfig config = pool(name, most);
    config.setMinimumIdle(1);
    config.setInitializationFailTimeout(-1);
    config.addDataSourceProperty("socketTimeout", seconds(ANSWER));
    config.setConnectionInitSql(limits(STATEMENT));
    return config;
  }

  private HikariConfig pool(String name, int most) {
    var config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(url.jdbcUrl());
    config.setDataSourceProperties(options(url, "agent-runtime"));
    config.setMaximumPoolSize(most);
    config.setConnectionTimeout(CONNECT.toMillis());
    config.setValidationTimeout(VALIDATION.toMillis());
    return config;
  }

  /** Those of the server, but for what the URL's {@code options} set. */
  private String limits(Duration statement) {
    return Stream.of(
            Map.entry("statement_timeout", statement),
            Map.entry("lock_timeout", lockWait),
            Map.entry("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION),
            Map.entry("tcp_user_timeout", TAKEN))
        .filter(limit -> statement.isZero() || !url.options().contains(limit.getKey()))
        .map(limit -> "SET " + limit.getKey() + " = " + limit.getValue().toMillis())
        .collect(Collectors.joining("; "));
  }

  private static String seconds(Duration time) {
    return Long.toString(time.toSeconds());
  }
}
