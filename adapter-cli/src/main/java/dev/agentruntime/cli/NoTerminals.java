package dev.agentruntime.cli;

/** Where no stream is a terminal: everything is plain, and nobody is asked. */
final class NoTerminals extends Terminals {

  private static final int COLUMNS = 80;
  private static final int ROWS = 24;

  @Override
  boolean has(Stream stream) {
    return false;
  }

  @Override
  boolean isOne() {
    return false;
  }

  @Override
  int columns() {
    return COLUMNS;
  }

  @Override
  int rows() {
    return ROWS;
  }

  @Override
  Keyboard keyboard(Screen screen) {
    throw new IllegalStateException("nobody is asked here");
  }

  @Override
  void forgetTyped() {
    // Nobody types.
  }

  @Override
  Listening onInterrupt(Runnable action) {
    return () -> {};
  }

  @Override
  Listening often(Runnable action) {
    return () -> {};
  }

  @Override
  int lend(ProcessBuilder program) {
    throw new IllegalStateException("nobody is asked here");
  }

  @Override
  void leave() {
    throw new IllegalStateException("nobody pressed anything here");
  }
}
