package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.Maintenance;
import dev.agentruntime.application.port.PersistenceException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sqlite.SQLiteConfig.LockingMode;
import org.sqlite.SQLiteDataSource;

/** A database in a file. */
record SqliteMaintenance(DatabaseUrl.Sqlite url, JdbiSettings settings) implements Maintenance {

  /** What stands beside a database and belongs to it. */
  private static final Set<String> COMPANIONS =
      Set.of("-wal", "-shm", "-journal", ".server", ".key");

  @Override
  public Status status() {
    SqliteFile file = new SqliteFile(url.file());
    if (!file.holdsSomething()) {
      return new Status(url.toString(), Optional.empty(), 0, List.of());
    }
    SQLiteDataSource source = plain(url.file(), LockingMode.NORMAL);
    Schema schema = SqliteEngine.schema(source, url);
    boolean made = schema.isMade();
    try (Connection connection = source.getConnection()) {
      return new Status(
          url.toString(),
          made ? Optional.of(TableCounts.of(schema, connection)) : Optional.empty(),
          file.size(),
          new ServerLock(url.file()).server().stream().map(SqliteMaintenance::words).toList());
    } catch (SQLException e) {
      throw unusable(e);
    }
  }

  private static String words(LeaseOwner server) {
    return "the server with process id " + server.pid();
  }

  private SQLiteDataSource plain(Path file, LockingMode locking) {
    return SqliteEngine.plain(file, settings.lockWait(), locking);
  }

  private PersistenceException unusable(SQLException e) {
    return new PersistenceException(url + " cannot be used: " + SqliteErrors.meaning(e).text(), e);
  }

  @Override
  public void migrate() {
    JdbiPersistence.openExisting(settings).ifPresent(JdbiPersistence::close);
  }

  @Override
  public Damage damage() {
    return new SqliteFile(url.file()).holdsSomething() ? damage(url) : Damage.NONE;
  }

  private Damage damage(DatabaseUrl.Sqlite checked) {
    try (Connection connection = plain(checked.file(), LockingMode.NORMAL).getConnection()) {
      List<String> content =
          new SqliteFile(checked.file()).endsWithin(SqliteIntegrity.pageSize(connection))
              ? List.of("the file is cut short")
              : SqliteIntegrity.ofPages(connection);
      return new Damage(
          content, content.isEmpty() ? SqliteIntegrity.ofReferences(connection) : List.of());
    } catch (SQLException e) {
      throw new PersistenceException(
          checked + " cannot be used: " + SqliteErrors.meaning(e).text(), e);
    }
  }

  @Override
  public long backUp(Path file, boolean replacing) {
    Path target = file.toAbsolutePath().normalize();
    requireElsewhere(target);
    if (!new SqliteFile(url.file()).holdsSomething()) {
      throw new PersistenceException("there is no database at " + url.file(), null);
    }
    try {
      if (Files.exists(target) && !replacing) {
        throw new FileAlreadyExistsException(target.toString());
      }
      Path part = unfinished(target);
      try {
        copy(url.file(), part);
        requireWhole(part);
        SqliteFile.sync(part, StandardOpenOption.WRITE);
        // Within a folder it appears at once; who comes first with that name has it.
        if (replacing) {
          Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } else {
          Files.move(part, target);
        }
        // So that the name is still there after a power cut, as the content is.
        SqliteFile.sync(SqliteFile.folder(target), StandardOpenOption.READ);
        return Files.size(target);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (FileAlreadyExistsException e) {
      throw new PersistenceException(
          target + " is there already; name another file, or say that it is to be replaced", e);
    } catch (IOException e) {
      throw new PersistenceException(
          "the backup " + target + " cannot be written: " + SqliteFile.reason(target, e), e);
    }
  }

  /** A backup in the place of what it is a backup of is none. */
  private void requireElsewhere(Path target) {
    Path real = new SqliteFile(url.file()).real();
    Set<Path> own =
        Stream.concat(
                Stream.of(real), COMPANIONS.stream().map(suffix -> SqliteFile.beside(real, suffix)))
            .collect(Collectors.toSet());
    if (own.contains(new SqliteFile(target).real())) {
      throw new PersistenceException(
          target + " belongs to the database itself; name another file", null);
    }
  }

  /** For the owner alone, beside where it is to be: to move it there later is one step. */
  private static Path unfinished(Path target) throws IOException {
    return Files.createTempFile(SqliteFile.folder(target), target.getFileName() + ".", ".part");
  }

  /**
   * All that is committed, as of one moment. Reads in one transaction, which holds no writer up,
   * and writes only what is in use: nothing that was removed stays readable in the copy.
   */
  private void copy(Path from, Path to) {
    try (Connection connection = plain(from, LockingMode.NORMAL).getConnection();
        PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
      vacuum.setString(1, to.toString());
      vacuum.execute();
    } catch (SQLException e) {
      throw new PersistenceException(
          from + " cannot be copied to " + to.getParent() + ": " + SqliteErrors.meaning(e).text(),
          e);
    }
  }

  private void requireWhole(Path copy) {
    try (Connection connection = plain(copy, LockingMode.NORMAL).getConnection()) {
      if (!SqliteIntegrity.isWhole(connection)) {
        throw new PersistenceException(
            "the copy in " + copy.getParent() + " is damaged; check the disk", null);
      }
    } catch (SQLException e) {
      throw new PersistenceException(
          "the copy in " + copy.getParent() + " cannot be read: " + SqliteErrors.meaning(e).text(),
          e);
    }
  }

  @Override
  public Optional<Path> restore(Path backup) {
    var file = new SqliteFile(url.file());
    file.requireOfThisMachine();
    Path real = file.real();
    requireBackup(backup);
    try {
      Files.createDirectories(SqliteFile.folder(real));
      Path part = unfinished(real);
      try {
        copy(backup, part);
        SqliteFile.sync(part, StandardOpenOption.WRITE);
        return new SqliteReplacement(url, real, settings).with(part);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new PersistenceException(
          "the database " + real + " cannot be replaced: " + SqliteFile.reason(real, e), e);
    }
  }

  /** Refuses what is damaged, of something else or of a newer version. */
  private void requireBackup(Path backup) {
    if (!Files.isRegularFile(backup)) {
      throw new PersistenceException(
          "there is no file " + backup + "; name a file that db backup wrote", null);
    }
    requireElsewhere(backup.toAbsolutePath().normalize());
    var kept = new DatabaseUrl.Sqlite(backup.toAbsolutePath());
    var file = new SqliteFile(backup);
    file.requireComplete();
    Schema schema = SqliteEngine.schema(plain(backup, LockingMode.NORMAL), kept);
    if (file.size() == 0 || !isMade(schema, backup)) {
      throw new PersistenceException(
          backup + " holds no tables of the runtime; name a file that db backup wrote", null);
    }
    Damage damage = damage(kept);
    Stream.concat(damage.content().stream(), damage.references().stream())
        .findFirst()
        .ifPresent(
            flaw -> {
              throw damaged(backup, flaw);
            });
    schema.requireKnown();
  }

  private static boolean isMade(Schema schema, Path backup) {
    try {
      return schema.isMade();
    } catch (PersistenceException e) {
      // What is wrong with a page may be wrong with the one that tells which tables there are.
      if (e.getCause() instanceof SQLException cause && SqliteErrors.isDamagedPage(cause)) {
        throw damaged(backup, "its tables cannot be told");
      }
      throw e;
    }
  }

  private static PersistenceException damaged(Path backup, String flaw) {
    return new PersistenceException(
        backup + " is damaged itself (" + flaw + "); name another backup", null);
  }
}
