package dev.agentruntime.cli;

import java.util.concurrent.CountDownLatch;

/**
 * What is done when the process is told to end (Ctrl-C, SIGTERM), until it is withdrawn. The
 * process ends by itself afterwards, with the status of the signal.
 */
final class Interruption {

  private final Thread hook;
  private final CountDownLatch done = new CountDownLatch(1);

  Interruption(Runnable action) {
    hook = Thread.ofPlatform().name("interruption").unstarted(() -> perform(action));
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void perform(Runnable action) {
    try {
      action.run();
    } finally {
      done.countDown();
    }
  }

  /**
   * From now on nothing is done. Where the process is ending already, it returns when that is done:
   * the action still needs what the caller is about to close.
   */
  void withdraw() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      awaitAction();
    }
  }

  private void awaitAction() {
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
