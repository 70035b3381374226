package dev.agentruntime.jdbi;

import dev.agentruntime.application.lease.LocalProcess;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.ServerClaim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig.LockingMode;

/**
 * Puts a file in the place of a database that nobody uses, and keeps what was there under a dated
 * name. There is a whole database under its name at any moment, the old one or the new one; whoever
 * comes meanwhile waits for the lock of the old one and finds it moved.
 */
record SqliteReplacement(DatabaseUrl.Sqlite url, Path real, JdbiSettings settings) {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteReplacement.class);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** Where the old one is kept; empty if there was none. */
  Optional<Path> with(Path fresh) throws IOException {
    Path kept = SqliteFile.beside(real, ".replaced-" + STAMP.format(Instant.now()));
    if (!SqliteFile.holds(real)) {
      place(fresh, kept);
      return Optional.empty();
    }
    giveToOwner(fresh);
    try (var lock = new ServerLock(real)) {
      requireNoServer(lock);
      Connection held = alone();
      try {
        keep(kept);
        place(fresh, kept);
      } finally {
        letGo(held);
      }
    }
    return Optional.of(kept);
  }

  private void requireNoServer(ServerLock lock) {
    if (lock.claim(LocalProcess.owner(settings.ids().get())) instanceof ServerClaim.Taken(var by)) {
      throw new PersistenceException(
          url
              + " is in use by a server"
              + by.map(owner -> " (process id " + owner.pid() + ")").orElse("")
              + "; stop it, and restore then",
          null);
    }
  }

  /**
   * The one connection that there is. While it is open nobody gets another one; a file that is too
   * damaged to be locked is used by nobody.
   */
  private Connection alone() {
    try {
      Connection connection =
          SqliteEngine.plain(real, settings.lockWait(), LockingMode.EXCLUSIVE).getConnection();
      try (Statement statement = connection.createStatement()) {
        statement.execute("BEGIN EXCLUSIVE");
        statement.execute("COMMIT");
        // What is in the journal comes into the file, so that the file alone is all of it.
        statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      } catch (SQLException e) {
        if (!SqliteErrors.isDamage(e)) {
          letGo(connection);
          throw e;
        }
        LOG.debug("{} is damaged; it is kept as it is", real, e);
      }
      return connection;
    } catch (SQLException e) {
      throw new PersistenceException(
          url
              + (SqliteErrors.meaning(e) instanceof Trouble.Passing
                  ? " is in use by another process; end it, and restore then"
                  : " cannot be replaced: " + SqliteErrors.meaning(e).text()),
          e);
    }
  }

  private static void letGo(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("closing what was replaced failed", e);
    }
  }

  /**
   * A second name of the same file; where there is no such thing, another one. A copy would have to
   * open it, and to close it again would give up the lock.
   */
  private void keep(Path kept) throws IOException {
    try {
      Files.createLink(kept, real);
    } catch (UnsupportedOperationException | IOException e) {
      LOG.debug("no second name for {} can be made", real, e);
      Files.move(real, kept);
    }
  }

  /** The old journal first: it would be taken for that of the new file. */
  private void place(Path fresh, Path kept) throws IOException {
    try {
      move(SqliteFile.journal(real), SqliteFile.journal(kept));
      // Made anew from the journal by whoever opens it.
      Files.deleteIfExists(SqliteFile.index(real));
      move(SqliteFile.beside(real, "-journal"), SqliteFile.beside(kept, "-journal"));
      Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      undo(kept);
      throw e;
    }
    SqliteFile.sync(SqliteFile.folder(real), StandardOpenOption.READ);
  }

  private void undo(Path kept) throws IOException {
    move(SqliteFile.beside(kept, "-journal"), SqliteFile.beside(real, "-journal"));
    move(SqliteFile.journal(kept), SqliteFile.journal(real));
    if (Files.exists(real)) {
      Files.deleteIfExists(kept);
    } else {
      move(kept, real);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      if (SqliteFile.holds(from)) {
        Files.move(from, to);
      } else {
        Files.deleteIfExists(from);
      }
    } catch (NoSuchFileException e) {
      LOG.debug("{} is gone already", from, e);
    }
  }

  /** Whoever restores as another user than the server runs as must not lock the server out. */
  private void giveToOwner(Path fresh) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
    if (view != null) {
      PosixFileAttributes old = Files.readAttributes(real, PosixFileAttributes.class);
      PosixFileAttributes mine = view.readAttributes();
      if (!mine.owner().equals(old.owner()) || !mine.group().equals(old.group())) {
        view.setOwner(old.owner());
        view.setGroup(old.group());
      }
    }
  }
}
