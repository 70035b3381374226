package dev.agentruntime.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A terminal whose lines are the test's input, and whose clock ticks when the test says so. */
final class FakeTerminals extends Terminals {

  volatile int columns = 80;
  volatile int rows = 24;
  final AtomicInteger left = new AtomicInteger();
  private final Set<Stream> streams;
  private final List<Runnable> ticks = new CopyOnWriteArrayList<>();
  private volatile Optional<Runnable> onInterrupt = Optional.empty();
  private volatile Optional<PlainKeyboard> keyboard = Optional.empty();

  FakeTerminals(Set<Stream> streams) {
    this.streams = Set.copyOf(streams);
  }

  /** Presses Ctrl-C. */
  void interrupt() {
    onInterrupt.ifPresent(Runnable::run);
    keyboard.ifPresent(PlainKeyboard::interrupt);
  }

  void tick() {
    new ArrayList<>(ticks).forEach(Runnable::run);
  }

  @Override
  boolean has(Stream stream) {
    return streams.contains(stream);
  }

  @Override
  boolean isOne() {
    return true;
  }

  @Override
  int columns() {
    return columns;
  }

  @Override
  int rows() {
    return rows;
  }

  @Override
  Keyboard keyboard(Screen screen) {
    var plain = new PlainKeyboard(new InputLines(screen.surroundings().in()), screen);
    keyboard = Optional.of(plain);
    return plain;
  }

  @Override
  void forgetTyped() {
    // What the test has typed ahead is what it wants to say.
  }

  @Override
  Listening onInterrupt(Runnable action) {
    onInterrupt = Optional.of(action);
    return () -> onInterrupt = Optional.empty();
  }

  @Override
  Listening often(Runnable action) {
    ticks.add(action);
    return () -> ticks.remove(action);
  }

  @Override
  int lend(ProcessBuilder program) throws IOException, InterruptedException {
    return program.start().waitFor();
  }

  @Override
  void leave() {
    left.incrementAndGet();
  }
}
