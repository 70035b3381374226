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

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final EventFeed feed;
  private final Persistence store;
  private final Duration pause;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<DurableSubscription> started = new HashSet<>();
  private boolean closed;

  /** Nobody yet. */
  public DurableSubscribers(EventFeed feed, Persistence store) {
    this(feed, store, PAUSE);
  }

  /**
   * Nobody yet.
   *
   * @param pause before what failed is tried again
   */
  public DurableSubscribers(EventFeed feed, Persistence store, Duration pause) {
    this.feed = feed;
    this.store = store;
    this.pause = pause;
  }

  /**
   * Tells a subscriber what is recorded, from where it was told last.
   *
   * @throws IllegalStateException if the runtime is closed
   * @throws dev.agentruntime.application.port.PersistenceException if the store cannot be used
   */
  public DurableSubscription start(DurableSubscriber subscriber, DurableListener listener) {
    var subscription =
        new DurableSubscription(subscriber, Objects.requireNonNull(listener), feed, store, pause);
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
