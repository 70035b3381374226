package dev.agentruntime.application.bus;

import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.port.Persistence;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/** The durable subscribers of this process. Safe for many threads. */
public final class DurableSubscribers implements AutoCloseable {

  /**
   * How often something is done.
   *
   * @param retry pause before what failed is tried again
   * @param sign how often the store is told that a subscriber is there; far more often than
   *     clean-up needs to see it
   * @param patience how long who closes waits for what is being handled
   */
  public record Rhythm(Duration retry, Duration sign, Duration patience) {

    /** Without a test's hurry. */
    public static final Rhythm USUAL =
        new Rhythm(Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofSeconds(5));
  }

  private final EventFeed feed;
  private final Persistence store;
  private final Rhythm rhythm;
  private final ReentrantLock lock = new ReentrantLock();

  /** Who is told, by name, in the order they came. */
  private final Map<String, DurableSubscription> started = new LinkedHashMap<>();

  private boolean closed;

  /** Nobody yet. */
  public DurableSubscribers(EventFeed feed, Persistence store) {
    this(feed, store, Rhythm.USUAL);
  }

  /** Nobody yet, in a rhythm of its own. */
  public DurableSubscribers(EventFeed feed, Persistence store, Rhythm rhythm) {
    this.feed = feed;
    this.store = store;
    this.rhythm = rhythm;
  }

  /**
   * Tells a subscriber what is recorded, from where it was told last.
   *
   * @throws IllegalArgumentException if this process has one of that name that is not closed
   * @throws IllegalStateException if the runtime is closed
   * @throws dev.agentruntime.application.port.PersistenceException if the store cannot be used
   */
  public DurableSubscription start(DurableSubscriber subscriber, DurableListener listener) {
    var subscription =
        new DurableSubscription(
            subscriber, Objects.requireNonNull(listener), feed, store, rhythm, this::left);
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the runtime is closed");
      }
      if (started.containsKey(subscriber.name())) {
        throw new IllegalArgumentException(
            "there is a durable subscriber named " + subscriber.name() + " already");
      }
      subscription.start();
      started.put(subscriber.name(), subscription);
      return subscription;
    } finally {
      lock.unlock();
    }
  }

  /** Somebody came to its end, and maybe another one has its name by now. */
  private void left(DurableSubscription subscription) {
    lock.lock();
    try {
      started.remove(subscription.subscriber().name(), subscription);
    } finally {
      lock.unlock();
    }
  }

  /** Ends all, and waits for all of them together as {@link DurableSubscription#close} does. */
  @Override
  public void close() {
    List<DurableSubscription> last;
    lock.lock();
    try {
      closed = true;
      last = List.copyOf(started.values());
    } finally {
      lock.unlock();
    }
    last.forEach(DurableSubscription::end);
    long until = System.nanoTime() + rhythm.patience().toNanos();
    last.forEach(one -> one.await(Duration.ofNanos(Math.max(1, until - System.nanoTime()))));
  }
}
