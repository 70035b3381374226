package dev.agentruntime.cli;

import java.time.Duration;
import java.util.Optional;

/** Until when a command may take, if there is such a time. */
final class Deadline {

  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  /** There is none. */
  static final Deadline NEVER = new Deadline(Optional.empty());

  private final Optional<Duration> allowed;
  private final long start = System.nanoTime();

  Deadline(Optional<Duration> allowed) {
    this.allowed = allowed;
  }

  /** The time that is left, never negative. */
  Duration left() {
    Duration left = allowed.orElse(FOR_EVER).minusNanos(System.nanoTime() - start);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** What to say when it has passed. */
  TimedOutException passed() {
    return new TimedOutException(
        "the run took longer than the "
            + Count.of(allowed.orElse(FOR_EVER).toSeconds(), "second")
            + " it was given (--timeout)");
  }

  /** It has passed. */
  static final class TimedOutException extends Exception {
    private static final long serialVersionUID = 1L;

    TimedOutException(String message) {
      super(message, null, false, false);
    }
  }
}
