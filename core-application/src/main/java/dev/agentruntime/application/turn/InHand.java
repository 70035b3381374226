package dev.agentruntime.application.turn;

import dev.agentruntime.domain.session.Session;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The one long task a loop is busy with. Another thread can interrupt it, and only it: the
 * interrupt never reaches what the loop does before or after.
 */
final class InHand {

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Thread worker;
  private Predicate<Session> wanted = session -> true;
  private boolean dropped;

  <T> T perform(Predicate<Session> stillWanted, Callable<T> task) throws Exception {
    begin(stillWanted);
    try {
      T result = task.call();
      end();
      return result;
    } catch (InterruptedException e) {
      if (end()) {
        throw new NoLongerWantedException();
      }
      throw e;
    } finally {
      end();
    }
  }

  private void begin(Predicate<Session> stillWanted) {
    lock.lock();
    try {
      worker = Thread.currentThread();
      wanted = stillWanted;
      dropped = false;
    } finally {
      lock.unlock();
    }
  }

  /** Closes the door for interrupts, and takes back one that came too late to be noticed. */
  private boolean end() {
    lock.lock();
    try {
      if (worker != null && dropped) {
        Thread.interrupted();
      }
      worker = null;
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts the task, if this session no longer wants it. */
  void recheck(Session session) {
    dropIf(() -> !wanted.test(session));
  }

  /** Interrupts the task. */
  void drop() {
    dropIf(() -> true);
  }

  private void dropIf(BooleanSupplier unwanted) {
    lock.lock();
    try {
      if (worker != null && !dropped && unwanted.getAsBoolean()) {
        dropped = true;
        worker.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }
}
