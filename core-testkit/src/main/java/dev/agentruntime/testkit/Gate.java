package dev.agentruntime.testkit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds a thread of the runtime at a place until the test lets it go on. Every wait of a test has a
 * deadline, and fails at it.
 */
public final class Gate {

  private static final long PATIENCE_SECONDS = 30;

  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);
  private final CountDownLatch interrupted = new CountDownLatch(1);

  /** For the thread to be held: waits until the gate is open. */
  public void pass() throws InterruptedException {
    reached.countDown();
    try {
      opened.await();
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
  }

  /** For the thread to be held: waits until the gate is open, deaf to interrupts. */
  public void passDeaf() {
    reached.countDown();
    boolean open = false;
    while (!open) {
      try {
        opened.await();
        open = true;
      } catch (InterruptedException e) {
        interrupted.countDown();
      }
    }
  }

  /** For the test: waits until a thread stands at the gate. */
  public void awaitReached() {
    await(reached, "nobody came to the gate");
  }

  /** For the test: waits until the thread at the gate was interrupted. */
  public void awaitInterrupted() {
    await(interrupted, "nobody interrupted the thread at the gate");
  }

  /** Whether the thread at the gate was interrupted. */
  public boolean wasInterrupted() {
    return interrupted.getCount() == 0;
  }

  /** For the test: lets everybody pass from now on. */
  public void open() {
    opened.countDown();
  }

  /** Waits for a latch as long as any test waits for anything. */
  public static void await(CountDownLatch latch, String otherwise) {
    try {
      if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError(otherwise);
      }
    } catch (InterruptedException e) {
      throw new AssertionError("the test was interrupted", e);
    }
  }
}
