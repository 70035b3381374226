package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.PersistenceException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs work in transactions and tries again where nothing was committed and another attempt may
 * succeed. What the work itself throws rolls back and is thrown on.
 */
record Transactions(Engine engine, Pause pause) {

  private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);
  private static final int ATTEMPTS = 6;
  private static final long FIRST_PAUSE_MILLIS = 10;

  /** No attempt begins later: whoever waits has to hear of it before a lease runs out. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Waits before another attempt. */
  interface Pause {
    void before(int attempt) throws InterruptedException;
  }

  /** Twice as long each time, and never two processes in step. */
  static void backOff(int attempt) throws InterruptedException {
    long most = FIRST_PAUSE_MILLIS << attempt;
    TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
  }

  /** Work that writes. */
  <T> T write(Function<Handle, T> work) {
    return run(engine.writer(), work);
  }

  /** Work that only reads, all of it in one state of the database. */
  <T> T read(Function<Handle, T> work) {
    return run(engine.reader(), work);
  }

  /**
   * Statements that are a transaction each, ended by the database itself: whoever stands still
   * between them holds no lock. Tried again they may have been done before.
   */
  <T> T each(Function<Handle, T> work) {
    return run(() -> alone(work));
  }

  private <T> T run(Jdbi jdbi, Function<Handle, T> work) {
    return run(() -> attempt(jdbi, work));
  }

  private <T> T run(Supplier<T> work) {
    long began = System.nanoTime();
    for (int attempt = 1; ; attempt++) {
      try {
        return work.get();
      } catch (JdbiException e) {
        Trouble trouble = trouble(e);
        boolean late = System.nanoTime() - began >= PATIENCE.toNanos() || wasWaitedFor(e);
        if (!mayPass(trouble) || attempt == ATTEMPTS || late) {
          throw trouble.exception(engine.name() + " cannot be used: ", e);
        }
        LOG.debug("attempt {} on {} failed, trying again", attempt, engine.name(), e);
        pauseBefore(attempt + 1);
      }
    }
  }

  private <T> T alone(Function<Handle, T> work) {
    Handle handle = engine.writer().open();
    try {
      return work.apply(handle);
    } finally {
      close(handle);
    }
  }

  private <T> T attempt(Jdbi jdbi, Function<Handle, T> work) {
    Handle handle = jdbi.open();
    try {
      handle.begin();
      T result = work.apply(handle);
      commit(handle);
      return result;
    } catch (RuntimeException | Error e) {
      rollBack(handle);
      throw e;
    } finally {
      close(handle);
    }
  }

  private void commit(Handle handle) {
    try {
      handle.commit();
    } catch (JdbiException e) {
      if (trouble(e) instanceof Trouble.Lost) {
        throw new PersistenceException(
            "the connection to "
                + engine.name()
                + " broke during a commit; it is unknown whether the last change was recorded: read"
                + " again before repeating it",
            e,
            PersistenceException.Trouble.AWAY);
      }
      throw e;
    }
  }

  private static void rollBack(Handle handle) {
    try {
      if (handle.isInTransaction()) {
        handle.rollback();
      }
    } catch (JdbiException e) {
      // The connection is gone, and with it the transaction.
      LOG.debug("rolling back failed", e);
    }
  }

  private static void close(Handle handle) {
    try {
      handle.close();
    } catch (JdbiException e) {
      LOG.debug("closing a connection failed", e);
    }
  }

  private void pauseBefore(int attempt) {
    try {
      pause.before(attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PersistenceException(
          "interrupted while waiting to try " + engine.name() + " again",
          e,
          PersistenceException.Trouble.AWAY);
    }
  }

  private Trouble trouble(JdbiException e) {
    return sqlCause(e)
        .map(engine::trouble)
        .orElseGet(() -> new Trouble.Lasting("the statement is unusable"));
  }

  /** The pool itself tried for as long as a connection may take to come about. */
  private static boolean wasWaitedFor(JdbiException e) {
    return e instanceof ConnectionException
        && e.getCause() instanceof SQLTransientConnectionException;
  }

  private static boolean mayPass(Trouble trouble) {
    return trouble instanceof Trouble.Passing || trouble instanceof Trouble.Lost;
  }

  /** The database's own error behind an exception. */
  static Optional<SQLException> sqlCause(Throwable thrown) {
    Optional<SQLException> found = Optional.empty();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        // The innermost one is the driver's; pools wrap it.
        found = Optional.of(sql);
      }
    }
    return found;
  }
}
