package dev.agentruntime.jdbi;

import dev.agentruntime.application.lease.LocalProcess;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.ServerClaim;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock of the operating system on a file beside a database file. It goes with its process however
 * that ends, so there is none to be cleared away by hand; who holds it is written into the file for
 * people. The file is removed by a holder that closes, and what a killed one leaves is taken over.
 */
final class ServerLock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServerLock.class);

  /** Far behind the text, so that it can be read where locks keep readers off. */
  private static final long LOCKED_BYTE = 1L << 20;

  private static final long LONGER_THAN_TEXT = 1L << 12;

  /**
   * The locks of this process. The system's are the process's, not the store's: whoever opened and
   * closed such a file a second time would give up the lock of the first.
   */
  private static final Map<Path, LeaseOwner> HERE = new ConcurrentHashMap<>();

  private final Path database;
  private @Nullable Held held;

  private record Held(Path file, FileChannel channel) {

    /** Removes the file while the lock is held, so that it is nobody else's. */
    void giveBack() throws IOException {
      try {
        Files.deleteIfExists(file);
      } finally {
        channel.close();
      }
    }
  }

  /** The lock of the server of this database. */
  ServerLock(Path database) {
    this.database = database;
  }

  synchronized ServerClaim claim(LeaseOwner me) {
    if (held != null) {
      return new ServerClaim.Granted();
    }
    try {
      Path file = file();
      LeaseOwner mine = HERE.putIfAbsent(file, me);
      return mine == null ? claim(file, me) : new ServerClaim.Taken(Optional.of(mine));
    } catch (IOException e) {
      throw new PersistenceException(
          database + " cannot be locked for a server; check the rights to its folder", e);
    }
  }

  /** The server that has this database now, as far as it is known; takes and disturbs nothing. */
  Optional<LeaseOwner> server() {
    try {
      Path file = file();
      // To open a file that this process has locked would give up the lock.
      LeaseOwner mine = HERE.get(file);
      return mine == null
          ? holder(file).filter(owner -> !LocalProcess.isDead(owner))
          : Optional.of(mine);
    } catch (IOException e) {
      LOG.debug("who serves {} is unknown", database, e);
      return Optional.empty();
    }
  }

  /** The same one by whatever name the database is opened. */
  private Path file() throws IOException {
    Path real = database.toRealPath();
    return real.resolveSibling(real.getFileName() + ".server");
  }

  private ServerClaim claim(Path file, LeaseOwner me) throws IOException {
    try {
      while (true) {
        FileChannel channel =
            FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
          channel.close();
          return new ServerClaim.Taken(holder(file));
        }
        if (leadsTo(file, channel)) {
          channel.truncate(0);
          channel.write(ByteBuffer.wrap(me.asText().getBytes(StandardCharsets.UTF_8)), 0);
          held = new Held(file, channel);
          return new ServerClaim.Granted();
        }
        channel.close();
      }
    } finally {
      if (held == null) {
        HERE.remove(file);
      }
    }
  }

  /**
   * Whether a name still leads to the file that is locked. The holder before may have removed that
   * between its opening and its locking here, and the next one would look at another. It is told by
   * a length, since a process that opens and closes a file gives up its locks on it.
   */
  static boolean leadsTo(Path file, FileChannel locked) throws IOException {
    long length = ThreadLocalRandom.current().nextLong(LONGER_THAN_TEXT, LOCKED_BYTE);
    locked.truncate(0);
    locked.write(ByteBuffer.allocate(1), length - 1);
    try {
      return Files.size(file) == length;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static Optional<LeaseOwner> holder(Path file) throws IOException {
    try {
      return Optional.of(LeaseOwner.parse(Files.readString(file)));
    } catch (NoSuchFileException | IllegalArgumentException e) {
      LOG.debug("{} is just being written or removed", file, e);
      return Optional.empty();
    }
  }

  @Override
  public synchronized void close() {
    Held mine = held;
    held = null;
    if (mine != null) {
      try {
        mine.giveBack();
      } catch (IOException e) {
        LOG.debug("giving the lock of {} back failed; it goes with this process", database, e);
      }
      HERE.remove(mine.file());
    }
  }
}
