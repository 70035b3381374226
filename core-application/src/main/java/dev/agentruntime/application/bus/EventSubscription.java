package dev.agentruntime.application.bus;

import dev.agentruntime.application.bus.EventSubscriber.Delivery;
import dev.agentruntime.application.bus.EventSubscriber.Overflow;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A subscriber on a bus, with its queue and its thread. Whoever subscribed closes it, from its own
 * listener too; nothing is handled after that but the event that was taken already, and nobody
 * waits for that one.
 */
public final class EventSubscription implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventSubscription.class);

  private final EventSubscriber subscriber;
  private final BusListener listener;
  private final Duration patience;
  private final Tally tally;
  private final Consumer<EventSubscription> left;
  private final Mailbox mailbox;
  private final Thread thread;
  private final AtomicBoolean detached = new AtomicBoolean();

  /**
   * A subscription.
   *
   * @param patience how long the bus waits for it
   * @param all counts for all subscribers
   * @param left is told when it is closed or detached
   */
  EventSubscription(
      EventSubscriber subscriber,
      BusListener listener,
      Duration patience,
      Tally all,
      Consumer<EventSubscription> left) {
    this.subscriber = subscriber;
    this.listener = listener;
    this.patience = patience;
    this.tally = all.ofOne();
    this.left = left;
    this.mailbox = new Mailbox(subscriber.capacity());
    this.thread = Thread.ofVirtual().name("bus-" + subscriber.name()).unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  EventSubscriber subscriber() {
    return subscriber;
  }

  /** Whether it gets nothing more because it was too slow. */
  public boolean isDetached() {
    return detached.get();
  }

  /** What became of the events so far. */
  public BusStatistics.Subscriber statistics() {
    return new BusStatistics.Subscriber(
        subscriber.name(),
        tally.delivered().sum(),
        tally.failed().sum(),
        tally.dropped().sum(),
        mailbox.size(),
        isDetached());
  }

  /** Hands an event over as the subscriber wants it; called by one thread at a time. */
  void tell(BusEvent event) throws InterruptedException {
    var parcel = new Mailbox.Parcel(event);
    switch (subscriber.delivery()) {
      case Delivery.Awaited awaited -> tellAndWait(parcel);
      case Delivery.Queued queued -> enqueue(parcel, queued.overflow());
    }
  }

  private void tellAndWait(Mailbox.Parcel parcel) throws InterruptedException {
    if (mailbox.offer(parcel, patience) == Mailbox.Answer.ACCEPTED
        && !mailbox.awaitSettled(parcel, patience, tally::fail)) {
      detach("did not handle an event in time");
    }
  }

  private void enqueue(Mailbox.Parcel parcel, Overflow overflow) throws InterruptedException {
    Duration wait = overflow == Overflow.BLOCK ? patience : Duration.ZERO;
    if (mailbox.offer(parcel, wait) == Mailbox.Answer.FULL) {
      tally.drop(1);
      if (overflow != Overflow.DROP) {
        detach("let its queue of " + subscriber.capacity() + " run full");
      }
    }
  }

  private void detach(String why) {
    if (detached.compareAndSet(false, true)) {
      LOG.warn("subscriber {} {} and is detached", subscriber.name(), why);
      shut();
      left.accept(this);
      thread.interrupt();
    }
  }

  private void work() {
    boolean more = true;
    while (more) {
      try {
        Optional<Mailbox.Parcel> next = mailbox.take();
        // What a listener left set is nothing of the next event's; whoever is shut takes none.
        Thread.interrupted();
        next.ifPresent(this::handle);
        more = next.isPresent();
      } catch (InterruptedException e) {
        // The mailbox says when it is over; a listener may have left the flag set.
        LOG.debug("subscriber {} was interrupted between two events", subscriber.name());
      }
    }
  }

  private void handle(Mailbox.Parcel parcel) {
    Optional<Throwable> failure = failureOf(parcel.event());
    mailbox.settle(parcel, failure.isEmpty() ? tally::deliver : tally::fail);
    failure.ifPresent(e -> report(parcel.event(), e));
  }

  /** A failure may be such that not even its text can be had. */
  private void report(BusEvent event, Throwable failure) {
    try {
      LOG.warn(
          "subscriber {} failed on event {} ({})",
          subscriber.name(),
          event.id(),
          event.type(),
          failure);
    } catch (RuntimeException | Error e) {
      LOG.warn("subscriber {} failed: {}", subscriber.name(), failure.getClass().getName());
    }
  }

  /** Whatever it is: other subscribers' events and this one's next are not its matter. */
  private Optional<Throwable> failureOf(BusEvent event) {
    try {
      listener.told(event);
      return Optional.empty();
    } catch (Throwable e) {
      return Optional.of(e);
    }
  }

  /** Lets no more events in; what waits is handled. */
  void drain() {
    mailbox.drain();
  }

  /** Waits for the end of {@link #drain()}; who is not done then is interrupted and left behind. */
  void awaitEnd(Duration most) throws InterruptedException {
    if (!thread.join(most)) {
      LOG.warn(
          "subscriber {} does not come to its end; {} events are left",
          subscriber.name(),
          mailbox.size());
      shut();
      thread.interrupt();
    }
  }

  /** Whether this very thread is the one that handles its events. */
  boolean isMine(Thread other) {
    return thread.equals(other);
  }

  /** Takes and hands out nothing more. */
  void shut() {
    tally.drop(mailbox.shut().size());
  }

  @Override
  public void close() {
    left.accept(this);
    shut();
  }
}
