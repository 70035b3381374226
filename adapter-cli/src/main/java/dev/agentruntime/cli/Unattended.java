package dev.agentruntime.cli;

/** A terminal at which nobody is asked anything. */
final class Unattended extends Terminals {

  private final Terminals real;

  Unattended(Terminals real) {
    this.real = real;
  }

  @Override
  boolean has(Stream stream) {
    return stream != Stream.IN && real.has(stream);
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
