package dev.agentruntime.workspace;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Opens files and folders on threads of its own. Where a pipe was put in the place of what is
 * opened, the system waits for the pipe's other end, deaf to interrupts; the caller's wait ends
 * after a while or by an interrupt. Whatever is opened after that is closed again.
 *
 * @param patience how long an opening may take
 */
record Opening(Duration patience) {

  static final Opening PATIENT = new Opening(Duration.ofSeconds(5));

  private static final Executor THREADS =
      Executors.newCachedThreadPool(
          Thread.ofPlatform().daemon().name("workspace-open-", 0).factory());

  /** Opens something. */
  interface Action<T extends Closeable> {
    T open() throws IOException;
  }

  /** The opening was given up and may still wait, holding what it is relative to. */
  static final class GivenUpException extends IOException {
    private static final long serialVersionUID = 1L;

    GivenUpException(Duration patience) {
      super(
          "it could not be opened within %d ms; it may have become a pipe"
              .formatted(patience.toMillis()));
    }
  }

  /**
   * What was opened.
   *
   * @throws GivenUpException if it took too long
   * @throws ClosedByInterruptException if this thread was interrupted; it still is
   */
  <T extends Closeable> T open(Action<T> action) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new ClosedByInterruptException();
    }
    var opened = new CompletableFuture<T>();
    THREADS.execute(() -> open(action, opened));
    try {
      return opened.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return givenUp(opened, new GivenUpException(patience));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return givenUp(opened, new ClosedByInterruptException());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException problem) {
        throw problem;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static <T extends Closeable> void open(Action<T> action, CompletableFuture<T> opened) {
    try {
      T resource = action.open();
      if (!opened.complete(resource)) {
        resource.close();
      }
    } catch (IOException | RuntimeException e) {
      opened.completeExceptionally(e);
    }
  }

  /** What was opened at the last moment, else the reason as an exception. */
  static <T extends Closeable> T givenUp(CompletableFuture<T> opened, IOException reason)
      throws IOException {
    if (opened.completeExceptionally(reason)) {
      throw reason;
    }
    return opened.join();
  }

  /** Closes what an opening may still hold; whoever calls does not wait for it. */
  static void closeAside(Closeable held) {
    THREADS.execute(
        () -> {
          try {
            held.close();
          } catch (IOException e) {
            // Nothing was written through it that could be lost.
          }
        });
  }
}
