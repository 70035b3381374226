package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Hint;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to the channel of the schema on a connection of its own, which belongs to no pool, and
 * comes back by itself where it breaks. Whatever was told in between is lost: it says so each time
 * that it listens anew.
 */
final class PostgresListener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresListener.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** So long nothing has to come before it is asked whether there is still a way to the server. */
  private static final int SILENCE_MILLIS = 30_000;

  private static final int ANSWER_SECONDS = 10;

  private final DatabaseUrl.Postgres url;
  private final Consumer<String> texts;
  private final HintReceiver receiver;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("postgresql-listen").unstarted(this::work);
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Connection connection;
  private Duration pause = FIRST_PAUSE;

  /**
   * A listener.
   *
   * @param texts takes what is told
   * @param receiver takes that anything may have been told
   */
  PostgresListener(DatabaseUrl.Postgres url, Consumer<String> texts, HintReceiver receiver) {
    this.url = url;
    this.texts = texts;
    this.receiver = receiver;
  }

  /** Returns at once. */
  void start() {
    if (closing.getCount() > 0 && begun.compareAndSet(false, true)) {
      thread.start();
    }
  }

  private void work() {
    try {
      do {
        attempt();
      } while (!closing.await(nextPause().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.debug("nobody listens to other processes any more");
    }
  }

  private Duration nextPause() {
    Duration now = pause;
    Duration twice = now.multipliedBy(2);
    pause = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    return now;
  }

  private void attempt() {
    try (Connection opened = connect()) {
      if (keep(opened)) {
        listen(opened);
      }
    } catch (SQLException e) {
      report(e);
    } finally {
      keep(null);
    }
  }

  private void report(SQLException e) {
    String reason = PostgresErrors.meaning(e).text();
    if (closing.getCount() > 0 && pause.equals(FIRST_PAUSE)) {
      LOG.warn("{}: what other processes do is noticed later until it is back: {}", url, reason);
    }
    LOG.debug("listening to other processes failed", e);
  }

  private Connection connect() throws SQLException {
    Properties options = PostgresConnections.options(url, "agent-runtime-listener");
    return DriverManager.getConnection(url.jdbcUrl(), options);
  }

  /** Lets who closes this break off what waits on the connection; false if that has happened. */
  private boolean keep(@Nullable Connection opened) {
    lock.lock();
    try {
      connection = opened;
      return closing.getCount() > 0;
    } finally {
      lock.unlock();
    }
  }

  private void listen(Connection opened) throws SQLException {
    try (Statement statement = opened.createStatement()) {
      statement.execute("LISTEN \"" + channel(statement) + "\"");
    }
    pause = FIRST_PAUSE;
    receiver.tell(new Hint.Anything());
    var driver = opened.unwrap(PGConnection.class);
    while (closing.getCount() > 0) {
      PGNotification[] told = driver.getNotifications(SILENCE_MILLIS);
      if (told == null || told.length == 0) {
        requireAnswer(opened);
      } else {
        for (PGNotification one : told) {
          texts.accept(one.getParameter());
        }
      }
    }
  }

  private static String channel(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT " + PostgresHints.CHANNEL)) {
      if (!row.next() || row.getString(1) == null) {
        throw new SQLException("the database has no schema of this name");
      }
      return row.getString(1);
    }
  }

  /** A way that a firewall cut would look like silence for ever. */
  private static void requireAnswer(Connection opened) throws SQLException {
    if (!opened.isValid(ANSWER_SECONDS)) {
      throw new SQLException("the server does not answer any more", "08006");
    }
  }

  @Override
  public void close() {
    breakOff();
    try {
      if (thread.isAlive() && !thread.join(PATIENCE)) {
        LOG.warn("listening to other processes does not come to its end; it is left behind");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void breakOff() {
    lock.lock();
    try {
      closing.countDown();
      Connection open = connection;
      if (open != null) {
        open.abort(Runnable::run);
      }
    } catch (SQLException e) {
      LOG.debug("breaking off a connection failed", e);
    } finally {
      lock.unlock();
    }
  }
}
