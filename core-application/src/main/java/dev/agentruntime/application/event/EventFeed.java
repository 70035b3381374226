package dev.agentruntime.application.event;

import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells watchers of this process what happens in a session: recorded events after their commit, and
 * deltas as they come. Each watcher has a queue and a thread of its own; one that is slow or fails
 * costs nobody else anything. One that falls {@value #MAX_WAITING} behind is cut off and told so;
 * it can read the log.
 */
public final class EventFeed {

  /** Most entries that wait for one watcher. */
  public static final int MAX_WAITING = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);

  private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();

  /** A watcher. Called by one thread, in the order things happened in the session. */
  public interface Watcher {

    /** An event that is in the log. */
    void recorded(RecordedEvent event);

    /** A piece of text. */
    default void delta(Delta delta) {}

    /** The watcher was too slow and gets nothing more. */
    default void cutOff() {}
  }

  /** Starts watching a session. */
  public Subscription watch(SessionId session, Watcher watcher) {
    var subscription = new Subscription(session, watcher);
    subscriptions.add(subscription);
    subscription.start();
    return subscription;
  }

  /** Tells of events whose transaction is committed. */
  public void publish(List<RecordedEvent> events) {
    for (RecordedEvent event : events) {
      offer(event.session(), new Notice.Tell(watcher -> watcher.recorded(event)));
    }
  }

  /** Tells of a piece of text. */
  public void publish(Delta delta) {
    offer(delta.session(), new Notice.Tell(watcher -> watcher.delta(delta)));
  }

  private void offer(SessionId session, Notice notice) {
    for (Subscription subscription : subscriptions) {
      if (subscription.session.equals(session)) {
        subscription.offer(notice);
      }
    }
  }

  private sealed interface Notice {
    record Tell(Consumer<Watcher> what) implements Notice {}

    record End() implements Notice {}
  }

  /** A running watch. */
  public final class Subscription implements AutoCloseable {

    private final SessionId session;
    private final Watcher watcher;
    private final BlockingQueue<Notice> waiting = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean open = true;

    private Subscription(SessionId session, Watcher watcher) {
      this.session = session;
      this.watcher = watcher;
    }

    private void start() {
      Thread.ofVirtual().name("watch-" + session).start(this::deliver);
    }

    private synchronized void offer(Notice notice) {
      if (!open) {
        return;
      }
      if (waiting.size() < MAX_WAITING) {
        waiting.add(notice);
      } else {
        waiting.clear();
        waiting.add(new Notice.Tell(Watcher::cutOff));
        finish();
      }
    }

    private void deliver() {
      try {
        while (waiting.take() instanceof Notice.Tell tell) {
          tell(tell.what());
        }
      } catch (InterruptedException e) {
        LOG.debug("a watcher of session {} was interrupted", session);
      } finally {
        ended.countDown();
      }
    }

    private void tell(Consumer<Watcher> what) {
      try {
        what.accept(watcher);
      } catch (RuntimeException e) {
        LOG.warn("a watcher of session {} failed", session, e);
      }
    }

    private synchronized void finish() {
      if (open) {
        open = false;
        subscriptions.remove(this);
        waiting.add(new Notice.End());
      }
    }

    /**
     * Stops watching, after everything that was published before is delivered. An interrupt of the
     * calling thread ends the waiting early and stays set.
     */
    @Override
    public void close() {
      finish();
      try {
        ended.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
