package dev.agentruntime.cli;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What Ctrl-C does: while a turn runs, once it cancels the turn and again it leaves at once; while
 * none runs, nothing.
 */
final class CtrlC {

  private static final int AT_REST = -1;

  private final Runnable cancel;
  private final Runnable leave;
  private final AtomicInteger pressed = new AtomicInteger(AT_REST);

  CtrlC(Runnable cancel, Runnable leave) {
    this.cancel = cancel;
    this.leave = leave;
  }

  /** It was pressed. */
  void press() {
    int before = pressed.getAndUpdate(times -> times == AT_REST ? AT_REST : times + 1);
    if (before == 0) {
      cancel.run();
    } else if (before > 0) {
      leave.run();
    }
  }

  /** Whether the turn was cancelled by it. */
  boolean hasCancelled() {
    return pressed.get() > 0;
  }

  /** A turn begins or goes on. */
  void arm() {
    pressed.set(0);
  }

  /** No turn runs. */
  void rest() {
    pressed.set(AT_REST);
  }
}
