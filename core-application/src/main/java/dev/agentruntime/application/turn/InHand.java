package dev.agentruntime.application.turn;

import dev.agentruntime.domain.session.Session;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The one long task a loop is busy with. Other threads can interrupt it, and only it: an interrupt
 * never reaches what the loop does before or after, such as a transaction.
 */
final class InHand {

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Thread worker;
  private Predicate<Session> wanted = session -> true;
  private boolean dropped;
  private boolean leaving;
  private boolean stopped;

  /**
   * Performs a task.
   *
   * @throws NoLongerWantedException if it was interrupted because it is no longer wanted
   * @throws InterruptedException if the loop is to end
   */
  <T> T perform(Predicate<Session> stillWanted, Callable<T> task) throws Exception {
    begin(stillWanted);
    try {
      return task.call();
    } catch (InterruptedException e) {
      requireGoingOn();
      throw new IllegalStateException("a task was interrupted, and nobody here did it", e);
    } catch (Exception e) {
      // Whatever a task throws after an interrupt is what the interrupt made of it.
      requireGoingOn();
      throw e;
    } finally {
      end();
    }
  }

  /**
   * Refuses to go on where the loop is to end.
   *
   * @throws InterruptedException if it is
   */
  void requireNotStopped() throws InterruptedException {
    lock.lock();
    try {
      if (stopped) {
        throw new InterruptedException("the runtime is stopping");
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Refuses to begin another step where the loop is to end behind the one it is at.
   *
   * @throws InterruptedException if it is
   */
  void requireStaying() throws InterruptedException {
    lock.lock();
    try {
      if (leaving || stopped) {
        throw new InterruptedException("the runtime hands its sessions over");
      }
    } finally {
      lock.unlock();
    }
  }

  private void requireGoingOn() throws InterruptedException, NoLongerWantedException {
    requireNotStopped();
    lock.lock();
    try {
      if (dropped) {
        throw new NoLongerWantedException();
      }
    } finally {
      lock.unlock();
    }
  }

  private void begin(Predicate<Session> stillWanted) throws InterruptedException {
    lock.lock();
    try {
      requireNotStopped();
      worker = Thread.currentThread();
      wanted = stillWanted;
      dropped = false;
    } finally {
      lock.unlock();
    }
  }

  /** Closes the door for interrupts, and takes back one that nobody noticed. */
  private void end() {
    lock.lock();
    try {
      worker = null;
      Thread.interrupted();
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts the task, if this session no longer wants it. */
  void recheck(Session session) {
    lock.lock();
    try {
      if (worker != null && !wanted.test(session)) {
        drop();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts the task. */
  void drop() {
    lock.lock();
    try {
      if (worker != null && !dropped) {
        dropped = true;
        worker.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets what is begun come to its end, and no other step begin. */
  void leave() {
    lock.lock();
    try {
      leaving = true;
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts the task, and lets none begin any more. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      if (worker != null) {
        worker.interrupt();
      }
    } finally {
      lock.unlock();
    }
  }
}
