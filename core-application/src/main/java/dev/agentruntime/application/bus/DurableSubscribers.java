package dev.agentruntime.application.bus;

import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.port.Persistence;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** The durable subscribers of this process. Safe for many threads. */
public final class DurableSubscribers implements AutoCloseable {

  /**
   * How often something is done.
   *
   * @param retry pause before what failed is tried again
   * @param sign how often the store is told that a subscriber is there; far more often than
   *     clean-up needs to see it
   */
  public record Rhythm(Duration retry, Duration sign) {

    /** Without a test's hurry. */
    public static final Rhythm USUAL = new Rhythm(Duration.ofSeconds(1), Duration.ofHours(1));
  }

  private final EventFeed feed;
  private final Persistence store;
  private final Rhythm rhythm;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<DurableSubscription> started = new HashSet<>();
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
   * @throws IllegalStateException if the runtime is closed
   * @throws dev.agentruntime.application.port.PersistenceException if the store cannot be used
   */
  public DurableSubscription start(DurableSubscriber subscriber, DurableListener listener) {
    var subscription =
        new DurableSubscription(subscriber, Objects.requireNonNull(listener), feed, store, rhythm);
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the runtime is closed");
      }
      subscription.start();
      started.add(subscription);
      return subscription;
    } finally {
      lock.unlock();
    }
  }

  /** Ends all. */
  @Override
  public void close() {
    Set<DurableSubscription> last;
    lock.lock();
    try {
      closed = true;
      last = Set.copyOf(started);
    } finally {
      lock.unlock();
    }
    last.forEach(DurableSubscription::close);
  }
}
