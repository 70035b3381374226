package dev.agentruntime.application.memory;

import dev.agentruntime.application.port.Hint;
import dev.agentruntime.application.port.Hints;
import dev.agentruntime.application.port.PendingHints;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of several runtimes over one store in memory. A thread of its own tells it. */
final class InMemoryHints implements Hints {

  private static final Logger LOG = LoggerFactory.getLogger(InMemoryHints.class);

  private final Circle circle;
  private final Consumer<Hint> receiver;
  private final PendingHints pending = new PendingHints();
  private final AtomicBoolean begun = new AtomicBoolean();
  private volatile boolean closed;

  /** All who listen to each other. */
  static final class Circle {
    private final Set<InMemoryHints> listening = ConcurrentHashMap.newKeySet();
  }

  InMemoryHints(Circle circle, Consumer<Hint> receiver) {
    this.circle = circle;
    this.receiver = receiver;
  }

  @Override
  public void send(Hint hint) {
    circle.listening.stream().filter(other -> other != this).forEach(other -> other.take(hint));
  }

  private void take(Hint hint) {
    pending.add(hint);
  }

  @Override
  public void listen() {
    if (begun.compareAndSet(false, true)) {
      circle.listening.add(this);
      pending.add(new Hint.Anything());
      Thread.ofVirtual().name("hints").start(this::tell);
    }
  }

  private void tell() {
    try {
      Optional<List<Hint>> batch = pending.take();
      while (batch.isPresent()) {
        batch.get().forEach(this::tell);
        batch = pending.take();
      }
    } catch (InterruptedException e) {
      LOG.debug("hints are told no more");
    }
  }

  private void tell(Hint hint) {
    try {
      if (!closed) {
        receiver.accept(hint);
      }
    } catch (RuntimeException e) {
      LOG.warn("a hint of another process led to nothing", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    circle.listening.remove(this);
    pending.close();
  }
}
