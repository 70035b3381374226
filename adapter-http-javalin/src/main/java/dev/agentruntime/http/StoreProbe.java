package dev.agentruntime.http;

import dev.agentruntime.application.port.PersistenceException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the store whether it answers. One question is under way at a time, however many want to
 * know, and nobody waits for long: who probes often must not take up what connections are left.
 * Safe for many threads.
 */
final class StoreProbe {

  private final Runnable question;
  private final Duration patience;
  private CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);

  /**
   * A probe.
   *
   * @param question throws where the store does not answer
   */
  StoreProbe(Runnable question, Duration patience) {
    this.question = question;
    this.patience = patience;
  }

  /**
   * Returns when the store answered.
   *
   * @throws PersistenceException if it did not, or not in time
   */
  void requireAnswer() {
    try {
      asked().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw away("the store gave no answer within " + patience.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof PersistenceException known
          ? known
          : new IllegalStateException("asking the store broke", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw away("interrupted while the store was asked", e);
    }
  }

  private synchronized CompletableFuture<Void> asked() {
    if (answer.isDone()) {
      answer =
          CompletableFuture.runAsync(
              question, task -> Thread.ofVirtual().name("store-probe").start(task));
    }
    return answer;
  }

  private static PersistenceException away(String message, Exception cause) {
    return new PersistenceException(message, cause, PersistenceException.Trouble.AWAY);
  }
}
