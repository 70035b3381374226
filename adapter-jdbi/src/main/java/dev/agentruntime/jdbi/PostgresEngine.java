package dev.agentruntime.jdbi;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.agentruntime.application.port.Hints;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.RateMeter;
import dev.agentruntime.application.port.ServerClaim;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * A server. The clock is the server's, so that all processes compare leases and deadlines with one
 * clock.
 */
final class PostgresEngine implements Engine {

  private static final int CONNECTIONS = 10;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration STATEMENT = Duration.ofSeconds(30);

  /** Less than a lease: a process that stands still keeps its locks no longer than its sessions. */
  private static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(10);

  /** The transaction lets readers of the ledger stop before one that is still running. */
  private static final Map<String, String> DIALECT =
      Map.of(
          "ledger",
          "ledger BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n"
              + "  transaction_id XID8 NOT NULL DEFAULT pg_current_xact_id()",
          "ledgerIndex",
          """
          CREATE INDEX events_by_ledger ON events (transaction_id, ledger);

          -- A transaction may begin before another one whose commit it then waits for. Its events
          -- come behind those of that one all the same, or a session would be told out of order.
          CREATE FUNCTION events_in_order() RETURNS trigger LANGUAGE plpgsql AS $function$
          BEGIN
            NEW.transaction_id := GREATEST(NEW.transaction_id, (
              SELECT transaction_id FROM events
              WHERE session_id = NEW.session_id AND position = NEW.position - 1));
            RETURN NEW;
          END $function$;

          CREATE TRIGGER events_in_order BEFORE INSERT ON events
            FOR EACH ROW EXECUTE FUNCTION events_in_order()
          """,
          ChainMigration.ORDER,
          ", transaction_id, ledger",
          "unlogged",
          "UNLOGGED ",
          "rates",
          """
          -- Not logged: after a crash all buckets are full again, which harms nobody.
          CREATE UNLOGGED TABLE rate_buckets (
            subject TEXT             NOT NULL PRIMARY KEY,
            tokens  DOUBLE PRECISION NOT NULL,
            at      BIGINT           NOT NULL,
            full_at BIGINT           NOT NULL
          )
          """);

  private final DatabaseUrl.Postgres url;
  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private PostgresEngine(DatabaseUrl.Postgres url, HikariDataSource pool) {
    this.url = url;
    this.pool = pool;
    this.jdbi = Rows.jdbi(pool);
  }

  static PostgresEngine open(DatabaseUrl.Postgres url, Duration lockWait) {
    return open(url, lockWait, schema -> true).orElseThrow();
  }

  /** Nothing where the schema has no table. */
  static Optional<PostgresEngine> openExisting(DatabaseUrl.Postgres url, Duration lockWait) {
    return open(url, lockWait, Schema::isMade);
  }

  private static Optional<PostgresEngine> open(
      DatabaseUrl.Postgres url, Duration lockWait, Predicate<Schema> wanted) {
    HikariDataSource pool = connect(url, lockWait);
    try {
      var schema =
          new Schema(
              pool, url.toString(), DIALECT, Schema.POSTGRES_TABLES, PostgresErrors::meaning);
      if (!wanted.test(schema)) {
        pool.close();
        return Optional.empty();
      }
      schema.bringUpToDate();
      var engine = new PostgresEngine(url, pool);
      RestoredLedger.settle(engine.jdbi);
      return Optional.of(engine);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  private static HikariDataSource connect(DatabaseUrl.Postgres url, Duration lockWait) {
    try {
      return new HikariDataSource(pool(url, lockWait));
    } catch (HikariPool.PoolInitializationException e) {
      Trouble trouble =
          Transactions.sqlCause(e)
              .map(PostgresErrors::meaning)
              .orElse(new Trouble.Lost("it does not answer; check that it runs"));
      throw new PersistenceException(url + " cannot be used: " + trouble.text(), e.getCause());
    } catch (RuntimeException e) {
      // The driver's message may repeat the options of the URL.
      throw new PersistenceException(
          url
              + " cannot be used: an option behind the ? of its URL is unknown or malformed; check"
              + " it against those of the PostgreSQL JDBC driver",
          null);
    }
  }

  private static HikariConfig pool(DatabaseUrl.Postgres url, Duration lockWait) {
    var config = new HikariConfig();
    config.setPoolName("postgresql");
    config.setJdbcUrl(url.jdbcUrl());
    url.credentials().user().ifPresent(config::setUsername);
    url.credentials().password().ifPresent(config::setPassword);
    config.addDataSourceProperty("ApplicationName", "agent-runtime");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECT.toMillis());
    config.setConnectionInitSql(
        "SET statement_timeout = %d; SET lock_timeout = %d; SET idle_in_transaction_session_timeout = %d"
            .formatted(STATEMENT.toMillis(), lockWait.toMillis(), IDLE_IN_TRANSACTION.toMillis()));
    return config;
  }

  @Override
  public void meter(Object registry) {
    pool.setMetricRegistry(registry);
  }

  @Override
  public Jdbi writer() {
    return jdbi;
  }

  @Override
  public Jdbi reader() {
    return jdbi;
  }

  @Override
  public void snapshot(Handle handle) {
    handle.setTransactionIsolationLevel(TransactionIsolationLevel.REPEATABLE_READ);
    handle.setReadOnly(true);
  }

  @Override
  public Instant now(Handle handle) {
    // Not now(): that is when the transaction began, which may be before it waited for a lock.
    long millis =
        handle
            .createQuery(
                "SELECT CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS BIGINT)")
            .mapTo(Long.class)
            .one();
    return Instant.ofEpochMilli(millis);
  }

  @Override
  public Trouble trouble(SQLException error) {
    return PostgresErrors.meaning(error);
  }

  @Override
  public Ledger ledger() {
    return Ledger.POSTGRES;
  }

  @Override
  public RateMeter rates(Transactions transactions, Supplier<Duration> clockShift) {
    return new PostgresRates(transactions, clockShift, new AtomicLong(System.nanoTime()));
  }

  @Override
  public ServerClaim claimServer(LeaseOwner process) {
    return new ServerClaim.Granted();
  }

  @Override
  public Hints hints(HintReceiver receiver) {
    return new PostgresHints(jdbi, url, receiver);
  }

  @Override
  public String name() {
    return url.toString();
  }

  @Override
  public void close() {
    pool.close();
  }
}
