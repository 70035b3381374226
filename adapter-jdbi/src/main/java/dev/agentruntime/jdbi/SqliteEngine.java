package dev.agentruntime.jdbi;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.agentruntime.application.access.TokenBuckets;
import dev.agentruntime.application.port.Hints;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.RateMeter;
import dev.agentruntime.application.port.ServerClaim;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * A file on this machine. One connection writes, so writers of this process queue in memory; those
 * of other processes wait for the file's lock. The clock is the machine's: no other one can write
 * to the file.
 */
final class SqliteEngine implements Engine {

  private static final int READERS = 4;
  private static final long PAUSE_NANOS = 10_000_000;

  /**
   * A file up to this size is checked whenever it is opened, in less than a tenth of a second; a
   * larger one when a server begins on it.
   */
  private static final long SMALL = 16L << 20;

  /** The row id is the order and needs no index; rates are counted in the process. */
  static final Map<String, String> DIALECT =
      Map.of(
          "ledger",
          "ledger INTEGER PRIMARY KEY AUTOINCREMENT",
          "ledgerIndex",
          "SELECT 1",
          ChainMigration.ORDER,
          "",
          "unlogged",
          "",
          "rates",
          "SELECT 1");

  private final DatabaseUrl.Sqlite url;
  private final HikariDataSource writerPool;
  private final HikariDataSource readerPool;
  private final ServerLock serverLock;
  private final Jdbi writer;
  private final Jdbi reader;

  private SqliteEngine(
      DatabaseUrl.Sqlite url, HikariDataSource writerPool, HikariDataSource readerPool) {
    this.url = url;
    this.writerPool = writerPool;
    this.readerPool = readerPool;
    this.serverLock = new ServerLock(url.file());
    this.writer = Rows.jdbi(writerPool);
    this.reader = Rows.jdbi(readerPool);
  }

  static SqliteEngine open(DatabaseUrl.Sqlite url, Duration lockWait) {
    new SqliteFile(url.file()).make();
    return open(sound(url, lockWait), url, lockWait);
  }

  /** Nothing where there is no file, or no table in it. */
  static Optional<SqliteEngine> openExisting(DatabaseUrl.Sqlite url, Duration lockWait) {
    // A connection would make the file, and write into an empty one.
    if (!new SqliteFile(url.file()).holdsSomething()) {
      return Optional.empty();
    }
    SQLiteDataSource source = sound(url, lockWait);
    return schema(source, url).isMade()
        ? Optional.of(open(source, url, lockWait))
        : Optional.empty();
  }

  private static SqliteEngine open(
      SQLiteDataSource deferred, DatabaseUrl.Sqlite url, Duration lockWait) {
    schema(deferred, url).bringUpToDate();
    HikariConfig writer = pool("sqlite-writer", 1, lockWait);
    // A writer that starts as a reader can fail in the middle, and no timeout helps it.
    writer.setDataSource(source(url, lockWait, SQLiteConfig.TransactionMode.IMMEDIATE));
    HikariConfig reader = pool("sqlite-reader", READERS, lockWait);
    reader.setDataSource(deferred);
    reader.setConnectionInitSql("PRAGMA query_only = ON");
    return new SqliteEngine(url, new HikariDataSource(writer), new HikariDataSource(reader));
  }

  /**
   * A source whose file is in order, as far as that can be told in time. Deferred, so that looking
   * whether there is anything to migrate waits for nobody.
   */
  private static SQLiteDataSource sound(DatabaseUrl.Sqlite url, Duration lockWait) {
    SQLiteDataSource source = settled(url, lockWait);
    if (isSmall(url)) {
      requireWhole(source, url);
    }
    return source;
  }

  private static boolean isSmall(DatabaseUrl.Sqlite url) {
    return new SqliteFile(url.file()).size() <= SMALL;
  }

  private static void requireWhole(DataSource source, DatabaseUrl.Sqlite url) {
    try (Connection connection = source.getConnection()) {
      // SQLite itself takes what is missing of the last page for zeros.
      if (!SqliteIntegrity.isWhole(connection)
          || new SqliteFile(url.file()).endsWithin(SqliteIntegrity.pageSize(connection))) {
        throw unusable(url, SqliteErrors.DAMAGED, null);
      }
    } catch (SQLException e) {
      throw unusable(url, SqliteErrors.meaning(e).text(), e);
    }
  }

  private static PersistenceException unusable(
      DatabaseUrl.Sqlite url, String why, @Nullable Exception cause) {
    return new PersistenceException(url + " cannot be used: " + why, cause);
  }

  static Schema schema(DataSource source, DatabaseUrl.Sqlite url) {
    return new Schema(source, url.toString(), DIALECT, Schema.SQLITE_TABLES, SqliteErrors::meaning);
  }

  /**
   * A source whose file has its journal. All who open a new file change that, and SQLite refuses at
   * once whoever meets another at it, whatever the timeout is.
   */
  private static SQLiteDataSource settled(DatabaseUrl.Sqlite url, Duration lockWait) {
    SQLiteDataSource source = source(url, lockWait, SQLiteConfig.TransactionMode.DEFERRED);
    long begun = System.nanoTime();
    while (isBusy(source) && System.nanoTime() - begun < lockWait.toNanos()) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return source;
  }

  /** Any other trouble is told by the next one to use the file. */
  private static boolean isBusy(SQLiteDataSource source) {
    try (Connection connection = source.getConnection()) {
      return !connection.isValid(0);
    } catch (SQLException e) {
      return SqliteErrors.meaning(e) instanceof Trouble.Passing;
    }
  }

  /** A source that leaves the file's journal as it is, and takes its locks as SQLite does. */
  static SQLiteDataSource plain(Path file, Duration lockWait, SQLiteConfig.LockingMode locking) {
    var config = new SQLiteConfig();
    config.setLockingMode(locking);
    config.setBusyTimeout(Math.toIntExact(lockWait.toMillis()));
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  private static SQLiteDataSource source(
      DatabaseUrl.Sqlite url, Duration lockWait, SQLiteConfig.TransactionMode mode) {
    var config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    // NORMAL would acknowledge before the log is on disk.
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(Math.toIntExact(lockWait.toMillis()));
    config.enforceForeignKeys(true);
    config.setTransactionMode(mode);
    var source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + url.file());
    return source;
  }

  private static HikariConfig pool(String name, int size, Duration lockWait) {
    var config = new HikariConfig();
    config.setPoolName(name);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(1);
    config.setMaxLifetime(0);
    config.setExceptionOverride(new SqliteErrors.Eviction());
    // Writers of this process wait here for each other; a long queue is no failure.
    config.setConnectionTimeout(Math.max(30_000, lockWait.toMillis()));
    return config;
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
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public Trouble trouble(SQLException error) {
    return SqliteErrors.meaning(error);
  }

  @Override
  public Ledger ledger() {
    return Ledger.SQLITE;
  }

  @Override
  public RateMeter rates(Transactions transactions, Supplier<Duration> clockShift) {
    return new TokenBuckets(() -> Instant.now().plus(clockShift.get()));
  }

  @Override
  public ServerClaim claimServer(LeaseOwner process) {
    ServerClaim claim = serverLock.claim(process);
    if (claim instanceof ServerClaim.Granted && !isSmall(url)) {
      try {
        requireWhole(readerPool, url);
      } catch (PersistenceException e) {
        serverLock.close();
        throw e;
      }
    }
    return claim;
  }

  @Override
  public Hints hints(HintReceiver receiver) {
    return new SqliteHints(writer, receiver);
  }

  @Override
  public String name() {
    return url.toString();
  }

  @Override
  public void close() {
    serverLock.close();
    readerPool.close();
    writerPool.close();
  }
}
