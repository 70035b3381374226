package dev.agentruntime.bootstrap;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * What was opened on the way to something that is closed as one. Where the way is not gone to its
 * end, closing this closes each of them, the last one first.
 */
final class Opened implements AutoCloseable {

  private final Deque<Runnable> closing = new ArrayDeque<>();

  /** This has to be closed from here on. */
  <T> T add(T part, Consumer<? super T> close) {
    closing.push(() -> close.accept(part));
    return part;
  }

  /** Somebody else closes all of it from here on. */
  void handOver() {
    closing.clear();
  }

  /** Closes each, whatever the others do: throws what was thrown first, the rest suppressed. */
  @Override
  public void close() {
    if (!closing.isEmpty()) {
      Opened rest = this;
      try (rest) {
        closing.pop().run();
      }
    }
  }
}
