package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Hint;
import dev.agentruntime.application.port.Hints;
import dev.agentruntime.application.port.PendingHints;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells others by NOTIFY and is told by LISTEN, on a channel of the schema. What is told goes after
 * the commit, by a thread of its own and many hints at a time: within a transaction, NOTIFY would
 * have all commits of the server wait for each other.
 */
final class PostgresHints implements Hints {

  /** A channel is the database's: one for each schema, whatever its name holds. */
  static final String CHANNEL =
      "'agent_runtime_' || (SELECT oid FROM pg_namespace WHERE nspname = current_schema())";

  private static final Logger LOG = LoggerFactory.getLogger(PostgresHints.class);

  /** Many who hint at once wake the others so many times less. */
  private static final Duration REST = Duration.ofMillis(5);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Jdbi jdbi;
  private final UUID self = UUID.randomUUID();
  private final PostgresListener listener;
  private final PendingHints pending = new PendingHints();
  private final AtomicBoolean sending = new AtomicBoolean();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread sender = Thread.ofVirtual().name("postgresql-notify").unstarted(this::work);
  private boolean lost;

  PostgresHints(Jdbi jdbi, DatabaseUrl.Postgres url, HintReceiver receiver) {
    this.jdbi = jdbi;
    this.listener =
        new PostgresListener(
            url, text -> HintText.read(self, text).forEach(receiver::tell), receiver);
  }

  @Override
  public void send(Hint hint) {
    pending.add(hint);
    if (sending.compareAndSet(false, true)) {
      sender.start();
    }
  }

  private void work() {
    try {
      Optional<List<Hint>> batch = pending.take();
      while (batch.isPresent()) {
        send(batch.get());
        closing.await(REST.toMillis(), TimeUnit.MILLISECONDS);
        batch = pending.take();
      }
    } catch (InterruptedException e) {
      LOG.debug("others are told no more");
    }
  }

  /** After hints were lost the next ones that arrive say so. */
  private void send(List<Hint> hints) {
    try {
      List<Hint> told = lost ? List.of(new Hint.Anything()) : hints;
      jdbi.useHandle(handle -> HintText.write(self, told).forEach(text -> tell(handle, text)));
      lost = false;
    } catch (JdbiException e) {
      LOG.debug("hints to other processes are lost; they look by themselves", e);
      lost = true;
    }
  }

  private static void tell(Handle handle, String text) {
    handle
        .createQuery("SELECT pg_notify(" + CHANNEL + ", :text)")
        .bind("text", text)
        .mapTo(String.class)
        .one();
  }

  @Override
  public void listen() {
    listener.start();
  }

  @Override
  public void close() {
    pending.close();
    closing.countDown();
    listener.close();
    try {
      if (sender.isAlive() && !sender.join(PATIENCE)) {
        LOG.warn("the last hints to other processes were not sent in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
