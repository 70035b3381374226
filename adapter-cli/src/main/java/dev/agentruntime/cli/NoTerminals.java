package dev.agentruntime.cli;

/** Where no stream is a terminal: everything is plain, and nobody is asked. */
final class NoTerminals extends NobodyAsked {

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
  Listening often(Runnable action) {
    return () -> {};
  }

  @Override
  void leave() {
    throw new IllegalStateException("nobody pressed anything here");
  }
}
