package dev.agentruntime.application.bus;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes each event through middleware and hands it to everybody who wants it, one at a time. */
final class Teller {

  private static final Logger LOG = LoggerFactory.getLogger(Teller.class);

  private final List<EventMiddleware> middleware = new CopyOnWriteArrayList<>();

  /** Fair, so that neither the log nor notices wait for all of the other. */
  private final ReentrantLock turn = new ReentrantLock(true);

  private final LongAdder published = new LongAdder();
  private final LongAdder held = new LongAdder();
  private final LongAdder failedMiddleware = new LongAdder();
  private volatile Optional<Instant> lastEvent = Optional.empty();
  private volatile Roster roster = Roster.EMPTY;

  void use(EventMiddleware added) {
    middleware.add(Objects.requireNonNull(added));
  }

  Roster roster() {
    return roster;
  }

  /** From the next event on, these are told. */
  void tellThese(Roster other) {
    roster = other;
  }

  BusStatistics.Counts counts() {
    return new BusStatistics.Counts(published.sum(), held.sum(), failedMiddleware.sum(), lastEvent);
  }

  /** What is done while nobody else tells anything. */
  interface Act<T> {
    T done() throws InterruptedException;
  }

  /** Does something in which several things are told, one right behind the other. */
  <T> T inTurn(Act<T> act) throws InterruptedException {
    turn.lockInterruptibly();
    try {
      return act.done();
    } finally {
      turn.unlock();
    }
  }

  void tell(BusEvent event) throws InterruptedException {
    turn.lockInterruptibly();
    try {
      published.increment();
      lastEvent = Optional.of(event.at());
      Optional<BusEvent> passed = passed(event);
      if (passed.isEmpty()) {
        held.increment();
        return;
      }
      for (EventSubscription subscription : roster.wanting(event)) {
        subscription.tell(passed.get());
      }
    } finally {
      turn.unlock();
    }
  }

  private Optional<BusEvent> passed(BusEvent event) {
    Optional<BusEvent> passed = Optional.of(event);
    for (EventMiddleware next : middleware) {
      passed = passed.flatMap(it -> pass(next, it));
    }
    return passed;
  }

  /** What fails may have been about to hold the event back. */
  private Optional<BusEvent> pass(EventMiddleware next, BusEvent event) {
    try {
      return next.pass(event).map(metadata -> with(event, metadata));
    } catch (Throwable e) {
      failedMiddleware.increment();
      LOG.warn("middleware failed on event {} ({}); it is held back", event.id(), event.type(), e);
      return Optional.empty();
    } finally {
      // What it left set would end the waiting for subscribers.
      Thread.interrupted();
    }
  }

  private static BusEvent with(BusEvent event, Map<String, String> metadata) {
    return switch (event) {
      case RecordedBusEvent recorded -> new RecordedBusEvent(recorded.entry(), metadata);
      case WorkNotice work -> work.withMetadata(metadata);
      case SystemNotice system -> system.withMetadata(metadata);
      case Notice notice -> notice.withMetadata(metadata);
    };
  }
}
