package dev.agentruntime.application.event;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells watchers of this process what happens in a session: recorded events after their commit, and
 * deltas as they come. Each watcher has a queue and a thread of its own; one that is slow or fails
 * costs nobody else anything. One that falls {@value #MAX_WAITING} behind is cut off and told so;
 * it can read the log.
 *
 * <p>What is published is a hint, the log is the truth: a watcher gets every event once, in the
 * order of the log, also those that another thread published late or another process recorded;
 * these come at the latest with the next event of this process.
 */
public final class EventFeed implements AutoCloseable {

  /** Most entries that wait for one watcher. */
  public static final int MAX_WAITING = 10_000;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration FOR_EVER = Duration.ofDays(365);

  private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);

  private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
  private final ReadModel log;

  /** A feed over the log of this store. */
  public EventFeed(ReadModel log) {
    this.log = log;
  }

  /** A watcher. Called by one thread, in the order of the log. */
  public interface Watcher {

    /** An event that is in the log. */
    void recorded(RecordedEvent event);

    /** A piece of text. */
    default void delta(Delta delta) {}

    /** The watcher was too slow and gets nothing more. */
    default void cutOff() {}
  }

  /**
   * Starts watching a session.
   *
   * @param after position behind which events are told, those that are in the log already too
   */
  public Subscription watch(SessionId session, long after, Watcher watcher) {
    var subscription = new Subscription(session, new LogReader(log, session, after, watcher));
    subscriptions.add(subscription);
    subscription.start();
    return subscription;
  }

  /** Tells of events whose transaction is committed. */
  public void publish(List<RecordedEvent> events) {
    for (RecordedEvent event : events) {
      offer(event.session(), new Notice.Recorded(event));
    }
  }

  /** Tells of a piece of text. */
  public void publish(Delta delta) {
    offer(delta.session(), new Notice.Piece(delta));
  }

  private void offer(SessionId session, Notice notice) {
    for (Subscription subscription : subscriptions) {
      if (subscription.session.equals(session)) {
        subscription.offer(notice);
      }
    }
  }

  /** Ends all watches, each after what it still has to tell, but waits for none for ever. */
  @Override
  public void close() {
    List<Subscription> open = List.copyOf(subscriptions);
    open.forEach(subscription -> subscription.finish(new Notice.End()));
    open.forEach(subscription -> subscription.await(PATIENCE));
  }

  private sealed interface Notice {
    record Recorded(RecordedEvent event) implements Notice {}

    record Piece(Delta delta) implements Notice {}

    record CutOff() implements Notice {}

    record End() implements Notice {}
  }

  /** A running watch. */
  public final class Subscription implements AutoCloseable {

    private final SessionId session;
    private final LogReader reader;
    private final Thread teller;
    private final BlockingQueue<Notice> waiting = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean open = true;

    private Subscription(SessionId session, LogReader reader) {
      this.session = session;
      this.reader = reader;
      this.teller = Thread.ofVirtual().name("watch-" + session).unstarted(this::deliver);
    }

    private void start() {
      teller.start();
    }

    private synchronized void offer(Notice notice) {
      if (open && waiting.size() < MAX_WAITING) {
        waiting.add(notice);
      } else if (open) {
        waiting.clear();
        finish(new Notice.CutOff());
      }
    }

    private void deliver() {
      try {
        tell(reader::catchUp);
        while (tell(waiting.take())) {}
      } catch (InterruptedException e) {
        LOG.debug("a watcher of session {} was interrupted", session);
      } finally {
        finish(new Notice.End());
        ended.countDown();
      }
    }

    /** Tells one thing; false if it was the last. */
    private boolean tell(Notice notice) {
      switch (notice) {
        case Notice.Recorded recorded -> tell(() -> reader.reach(recorded.event()));
        case Notice.Piece piece -> tell(() -> reader.watcher().delta(piece.delta()));
        case Notice.CutOff cutOff -> tell(reader.watcher()::cutOff);
        case Notice.End end -> tell(reader::catchUp);
      }
      return !(notice instanceof Notice.End) && !(notice instanceof Notice.CutOff);
    }

    private void tell(Runnable what) {
      try {
        what.run();
      } catch (RuntimeException e) {
        LOG.warn("a watcher of session {} failed", session, e);
      }
    }

    private synchronized void finish(Notice last) {
      if (open) {
        open = false;
        subscriptions.remove(this);
        waiting.add(last);
      }
    }

    private void await(Duration most) {
      try {
        if (!Thread.currentThread().equals(teller) && !ended.await(most.toMillis(), MILLISECONDS)) {
          LOG.warn("a watcher of session {} does not come to its end; it is left behind", session);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /**
     * Stops watching, after everything that was published or recorded before is delivered. An
     * interrupt of the calling thread ends the waiting early and stays set; a watcher that stops
     * its own watch does not wait.
     */
    @Override
    public void close() {
      finish(new Notice.End());
      await(FOR_EVER);
    }
  }
}
