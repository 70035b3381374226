package dev.agentruntime.application.bus;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells subscribers of a bus what the runtime is at and what becomes of it. Whoever makes the bus
 * has it, and nobody else: what is told by it is the runtime's own word. Safe for many threads.
 */
public final class Announcer {

  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

  private final AtomicBoolean reported = new AtomicBoolean();
  private volatile Optional<Predicate<RuntimeNotice>> bus = Optional.empty();

  /**
   * From here on it tells there.
   *
   * @param taking takes a notice and returns at once; false if it has no room
   */
  void tellsOn(Predicate<RuntimeNotice> taking) {
    bus = Optional.of(taking);
  }

  /** Tells; never waits or throws. Where too much is on its way already, nobody is told. */
  public void tell(RuntimeNotice notice) {
    boolean taken = bus.map(taking -> taking.test(notice)).orElse(true);
    if (!taken && reported.compareAndSet(false, true)) {
      LOG.warn("the bus is behind; some of what the runtime is at is not told there");
    }
  }
}
