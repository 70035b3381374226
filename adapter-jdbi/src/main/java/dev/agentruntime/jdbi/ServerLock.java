package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.ServerClaim;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock of the operating system beside a database file. It goes with its process however that
 * ends, so there is none to be cleared away by hand; who holds it is written beside it for people.
 */
final class ServerLock implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServerLock.class);

  /** Far behind the text, so that it can be read where locks keep readers off. */
  private static final long LOCKED_BYTE = 1L << 20;

  /**
   * The locks of this process. The system's are the process's, not the store's: whoever opened and
   * closed such a file a second time would give up the lock of the first.
   */
  private static final Map<Path, LeaseOwner> HERE = new ConcurrentHashMap<>();

  private final Path database;
  private @Nullable Held held;

  private record Held(Path file, FileChannel channel) {}

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

  /** The same one by whatever name the database is opened. */
  private Path file() throws IOException {
    Path real = database.toRealPath();
    return real.resolveSibling(real.getFileName() + ".server");
  }

  private ServerClaim claim(Path file, LeaseOwner me) throws IOException {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (channel.tryLock(LOCKED_BYTE, 1, false) != null) {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(me.asText().getBytes(StandardCharsets.UTF_8)), 0);
        held = new Held(file, channel);
        return new ServerClaim.Granted();
      }
      channel.close();
      return new ServerClaim.Taken(holder(file));
    } finally {
      if (held == null) {
        HERE.remove(file);
      }
    }
  }

  private static Optional<LeaseOwner> holder(Path file) throws IOException {
    try {
      return Optional.of(LeaseOwner.parse(Files.readString(file)));
    } catch (IllegalArgumentException e) {
      LOG.debug("{} is just being written", file, e);
      return Optional.empty();
    }
  }

  @Override
  public synchronized void close() {
    Held mine = held;
    held = null;
    if (mine != null) {
      try {
        mine.channel().close();
      } catch (IOException e) {
        LOG.debug("giving the lock of {} back failed; it goes with this process", database, e);
      }
      HERE.remove(mine.file());
    }
  }
}
