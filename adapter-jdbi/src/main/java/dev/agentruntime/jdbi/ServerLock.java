package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.ServerClaim;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
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

  private final Path file;
  private @Nullable FileChannel held;

  /** The lock of the server of this database. */
  ServerLock(Path database) {
    this.file = database.resolveSibling(database.getFileName() + ".server");
  }

  synchronized ServerClaim claim(LeaseOwner me) {
    if (held != null) {
      return new ServerClaim.Granted();
    }
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (lock(channel)) {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(me.asText().getBytes(StandardCharsets.UTF_8)), 0);
        held = channel;
        return new ServerClaim.Granted();
      }
      channel.close();
      return new ServerClaim.Taken(holder());
    } catch (IOException e) {
      throw new PersistenceException(file + " cannot be locked; check the rights to its folder", e);
    }
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock(LOCKED_BYTE, 1, false);
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // Another store of this very process has it.
      return false;
    }
  }

  private Optional<LeaseOwner> holder() throws IOException {
    try {
      return Optional.of(LeaseOwner.parse(Files.readString(file)));
    } catch (IllegalArgumentException e) {
      LOG.debug("{} is just being written", file, e);
      return Optional.empty();
    }
  }

  @Override
  public synchronized void close() {
    FileChannel channel = held;
    held = null;
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.debug("giving {} back failed; it goes with this process", file, e);
      }
    }
  }
}
