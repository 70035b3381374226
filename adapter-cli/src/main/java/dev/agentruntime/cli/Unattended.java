package dev.agentruntime.cli;

/** A terminal at which nobody is asked anything. */
final class Unattended extends NobodyAsked {

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
  Listening often(Runnable action) {
    return real.often(action);
  }

  @Override
  void leave() {
    real.leave();
  }
}
