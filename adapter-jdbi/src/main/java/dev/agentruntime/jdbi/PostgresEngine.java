package dev.agentruntime.jdbi;

import com.zaxxer.hikari.HikariDataSource;
import dev.agentruntime.application.port.Hints;
import dev.agentruntime.application.port.LeaseOwner;
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

/**
 * A server. The clock is the server's, so that all processes compare leases and deadlines with one
 * clock.
 */
final class PostgresEngine implements Engine {

  /** The transaction lets readers of the ledger stop before one that is still running. */
  static final Map<String, String> DIALECT =
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
  private final HikariDataSource writerPool;
  private final HikariDataSource readerPool;
  private final Jdbi writer;
  private final Jdbi reader;

  private PostgresEngine(PostgresConnections connections) {
    this.url = connections.url();
    this.writerPool = connections.writers();
    this.readerPool = connections.readers();
    this.writer = Rows.jdbi(writerPool);
    this.reader = Rows.jdbi(readerPool);
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
    var connections = new PostgresConnections(url, lockWait);
    try (HikariDataSource makers = connections.makers()) {
      var schema =
          new Schema(
              makers, url.toString(), DIALECT, Schema.POSTGRES_TABLES, PostgresErrors::meaning);
      if (!wanted.test(schema)) {
        return Optional.empty();
      }
      schema.bringUpToDate();
      RestoredLedger.settle(Rows.jdbi(makers));
    }
    return Optional.of(new PostgresEngine(connections));
  }

  @Override
  public void meter(Object registry) {
    writerPool.setMetricRegistry(registry);
    readerPool.setMetricRegistry(registry);
  }

  @Override
  public Jdbi writer() {
    return writer;
  }

  @Override
  public Jdbi reader() {
    return reader;
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
    return new PostgresHints(writer, url, receiver);
  }

  @Override
  public String name() {
    return url.toString();
  }

  @Override
  public void close() {
    readerPool.close();
    writerPool.close();
  }
}
