package dev.agentruntime.cli;

import java.util.concurrent.atomic.AtomicInteger;

/** What Ctrl-C does while a turn runs: once it cancels the turn, again it leaves at once. */
final class CtrlC {

  private final Runnable cancel;
  private final Runnable leave;
  private final AtomicInteger pressed = new AtomicInteger();

  CtrlC(Runnable cancel, Runnable leave) {
    this.cancel = cancel;
    this.leave = leave;
  }

  /** It was pressed. */
  void press() {
    if (pressed.getAndIncrement() == 0) {
      cancel.run();
    } else {
      leave.run();
    }
  }

  /** Whether the turn was cancelled by it. */
  boolean hasCancelled() {
    return pressed.get() > 0;
  }

  /** Another turn begins. */
  void arm() {
    pressed.set(0);
  }
}
