package dev.agentruntime.cli;

/** A terminal at which nobody is asked anything. */
final class Unattended extends Terminals {

  private final Terminals real;
  private final boolean watched;

  /**
   * In front of a real one.
   *
   * @param watched whether what is shown may stand there; else it goes elsewhere
   */
  Unattended(Terminals real, boolean watched) {
    this.real = real;
    this.watched = watched;
  }

  @Override
  boolean has(Stream stream) {
    return watched && stream != Stream.IN && real.has(stream);
  }

  @Override
  boolean isOne() {
    return real.isOne();
  }

  @Override
  int columns() {
    return real.columns();
  }

  @Override
  int rows() {
    return real.rows();
  }

  @Override
  Keyboard keyboard(Screen screen) {
    throw new IllegalStateException("nobody is asked here");
  }

  @Override
  void forgetTyped() {
    // Nobody reads it.
  }

  @Override
  Listening onInterrupt(Runnable action) {
    return () -> {};
  }

  @Override
  Listening often(Runnable action) {
    return real.often(action);
  }

  @Override
  int lend(ProcessBuilder program) {
    throw new IllegalStateException("nobody is asked here");
  }

  @Override
  void leave() {
    real.leave();
  }
}
