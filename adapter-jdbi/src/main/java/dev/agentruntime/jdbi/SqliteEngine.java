package dev.agentruntime.jdbi;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.agentruntime.application.port.PersistenceException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * A file on this machine. One connection writes, so writers of this process queue in memory; those
 * of other processes wait for the file's lock. The clock is the machine's: no other one can write
 * to the file.
 */
final class SqliteEngine implements Engine {

  private static final int READERS = 4;

  /** The row id is the order, and needs no index. */
  private static final Map<String, String> DIALECT =
      Map.of("ledger", "ledger INTEGER PRIMARY KEY AUTOINCREMENT", "ledgerIndex", "SELECT 1");

  private final DatabaseUrl.Sqlite url;
  private final HikariDataSource writerPool;
  private final HikariDataSource readerPool;
  private final Jdbi writer;
  private final Jdbi reader;

  private SqliteEngine(
      DatabaseUrl.Sqlite url, HikariDataSource writerPool, HikariDataSource readerPool) {
    this.url = url;
    this.writerPool = writerPool;
    this.readerPool = readerPool;
    this.writer = Rows.jdbi(writerPool);
    this.reader = Rows.jdbi(readerPool);
  }

  static SqliteEngine open(DatabaseUrl.Sqlite url, Duration lockWait) {
    create(url);
    SQLiteDataSource deferred = source(url, lockWait, SQLiteConfig.TransactionMode.DEFERRED);
    // Deferred, so that looking whether there is anything to migrate waits for nobody.
    new Schema(deferred, url.toString(), DIALECT, Schema.SQLITE_TABLES).bringUpToDate();
    HikariConfig writer = pool("sqlite-writer", 1, lockWait);
    // A writer that starts as a reader can fail in the middle, and no timeout helps it.
    writer.setDataSource(source(url, lockWait, SQLiteConfig.TransactionMode.IMMEDIATE));
    HikariConfig reader = pool("sqlite-reader", READERS, lockWait);
    reader.setDataSource(deferred);
    reader.setConnectionInitSql("PRAGMA query_only = ON");
    return new SqliteEngine(url, new HikariDataSource(writer), new HikariDataSource(reader));
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
    // Writers of this process wait here for each other; a long queue is no failure.
    config.setConnectionTimeout(Math.max(30_000, lockWait.toMillis()));
    return config;
  }

  /** Sessions hold file contents and command output: nobody else on the machine may read them. */
  private static void create(DatabaseUrl.Sqlite url) {
    Path file = url.file();
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    try {
      Path folder = file.getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        Files.createDirectories(folder, mode(posix, "rwx------"));
      }
      Files.createFile(file, mode(posix, "rw-------"));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isRegularFile(file)) {
        throw new PersistenceException(url + " is no file; name a file for the database", e);
      }
    } catch (IOException e) {
      throw new PersistenceException(
          "the file of " + url + " cannot be made; check its folder and the rights to it", e);
    }
  }

  private static FileAttribute<?>[] mode(boolean posix, String mode) {
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
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
  public void snapshot(Handle handle) {
    // A transaction's first read fixes what it sees.
  }

  @Override
  public Instant now(Handle handle) {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public Trouble trouble(SQLException error) {
    return switch (error.getErrorCode() & 0xff) {
      case 5, 6 -> new Trouble.Passing("another process is writing to it");
      case 8 ->
          new Trouble.Lasting("the file is read-only; check its rights and those of its folder");
      case 10 -> new Trouble.Lasting("reading or writing the disk failed; check the disk");
      case 11, 26 -> new Trouble.Lasting("the file is damaged or is no database; restore a backup");
      case 13 -> new Trouble.Lasting("the disk is full; make room");
      case 14 -> new Trouble.Lasting("the file cannot be opened; check its path and rights");
      default -> new Trouble.Lasting("the database refused the statement");
    };
  }

  @Override
  public Ledger ledger() {
    return Ledger.SQLITE;
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
