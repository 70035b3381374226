package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Hint;
import dev.agentruntime.application.port.Hints;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees that another process wrote to the file, and not what: the file has a counter, which the
 * connection that writes here sees moved by others alone.
 */
final class SqliteHints implements Hints {

  private static final Logger LOG = LoggerFactory.getLogger(SqliteHints.class);
  private static final Duration EVERY = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Jdbi writer;
  private final HintReceiver receiver;
  private final Thread watch = Thread.ofVirtual().name("sqlite-hints").unstarted(this::watch);
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch closing = new CountDownLatch(1);
  private long seen;

  SqliteHints(Jdbi writer, HintReceiver receiver) {
    this.writer = writer;
    this.receiver = receiver;
  }

  /** Others see it for themselves. */
  @Override
  public void send(Hint hint) {}

  @Override
  public void listen() {
    if (begun.compareAndSet(false, true)) {
      watch.start();
    }
  }

  private void watch() {
    try {
      seen = -1;
      do {
        look();
      } while (!closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.debug("nobody looks any more what others write");
    }
  }

  private void look() {
    try {
      long version =
          writer.withHandle(
              handle -> handle.createQuery("PRAGMA data_version").mapTo(Long.class).one());
      if (version != seen) {
        seen = version;
        receiver.tell(new Hint.Anything());
      }
    } catch (JdbiException e) {
      LOG.debug("looking whether others wrote failed; it is tried again", e);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      if (watch.isAlive() && !watch.join(PATIENCE)) {
        LOG.warn("the watch over the file does not come to its end; it is left behind");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
