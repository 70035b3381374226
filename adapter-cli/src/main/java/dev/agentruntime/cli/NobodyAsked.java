package dev.agentruntime.cli;

/** Terminals where there is nobody to ask, whatever is shown there. */
abstract class NobodyAsked extends Terminals {

  @Override
  final Keyboard keyboard(Screen screen) {
    throw new IllegalStateException("nobody is asked here");
  }

  @Override
  final void forgetTyped() {
    // Nobody reads it.
  }

  @Override
  final Listening onInterrupt(Runnable action) {
    return () -> {};
  }

  @Override
  final int lend(ProcessBuilder program) {
    throw new IllegalStateException("nobody is asked here");
  }
}
