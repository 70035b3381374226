package dev.agentruntime.application.bus;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.event.LedgerStream;
import dev.agentruntime.application.event.LedgerStreamEntry;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.query.LedgerEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a durable subscriber what is recorded, on a thread of its own, for as long as it is open.
 * Its place moves on once what it was told is handled, and only from where it was: who finds that
 * another process moved it goes on from there. Safe for many threads.
 */
public final class DurableSubscription implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DurableSubscription.class);

  private final DurableSubscriber subscriber;
  private final DurableListener listener;
  private final EventFeed feed;
  private final Persistence store;
  private final DurableSubscribers.Rhythm rhythm;
  private final Consumer<DurableSubscription> left;
  private final LongAdder told = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile Optional<LedgerStream> open = Optional.empty();
  private String reported = "";
  private long shown;

  /** A part of the log, and what of it is wanted. */
  private record Part(Optional<String> until, List<LedgerEntry> wanted, boolean last) {}

  /**
   * A subscription.
   *
   * @param left is told when it came to its end, or nobody waits for that any more
   */
  DurableSubscription(
      DurableSubscriber subscriber,
      DurableListener listener,
      EventFeed feed,
      Persistence store,
      DurableSubscribers.Rhythm rhythm,
      Consumer<DurableSubscription> left) {
    this.subscriber = subscriber;
    this.listener = listener;
    this.feed = feed;
    this.store = store;
    this.rhythm = rhythm;
    this.left = left;
    this.thread = Thread.ofVirtual().name("durable-" + subscriber.name()).unstarted(this::work);
  }

  /** From here on clean-up waits for it: one that the store does not know gets its place. */
  void start() {
    Optional<String> place = store.reads().place(subscriber.key());
    if (place.isEmpty()) {
      move(place, first());
    }
    show();
    thread.start();
  }

  private String first() {
    return switch (subscriber.begin()) {
      case BEGINNING -> store.reads().ledgerStart();
      case NOW -> store.reads().ledgerEnd();
    };
  }

  private void show() {
    store.inTransaction(
        work -> {
          work.subscribers().seen(subscriber.key());
          return true;
        });
    shown = System.nanoTime();
  }

  /** Also where nothing comes, or what comes cannot be handled. */
  private void showAgain() {
    if (System.nanoTime() - shown >= rhythm.sign().toNanos()) {
      show();
    }
  }

  /** Only closing ends it: an interrupt may be what a listener left behind, or sent late. */
  private void work() {
    while (!isClosing()) {
      try {
        attempt();
      } catch (InterruptedException e) {
        LOG.debug("subscriber {} was interrupted; it is told again later", subscriber.name());
      }
    }
    left.accept(this);
  }

  /** What fails is tried again after a pause, from the place that the store has. */
  private void attempt() throws InterruptedException {
    try {
      showAgain();
      Optional<String> place = store.reads().place(subscriber.key());
      requireOfThisLog(place);
      try (LedgerStream stream = feed.resumeWholeLedger(place)) {
        follow(stream, place);
      }
    } catch (InterruptedException e) {
      if (isClosing()) {
        throw e;
      }
      fail(e);
    } catch (Exception | Error e) {
      fail(e);
    } finally {
      open = Optional.empty();
    }
  }

  private void fail(Throwable failure) throws InterruptedException {
    failures.increment();
    report(failure);
    closing.await(rhythm.retry().toMillis(), MILLISECONDS);
  }

  /** Where the place is not of this log, nobody can tell what was told and what was not. */
  private void requireOfThisLog(Optional<String> place) {
    if (place.filter(store.reads()::isAhead).isPresent()) {
      throw new IllegalStateException(
          subscriber.key()
              + " is further than the log goes; remove its row from subscribers to begin anew");
    }
  }

  private void follow(LedgerStream stream, Optional<String> begin) throws Exception {
    open = Optional.of(stream);
    Optional<String> place = begin;
    boolean mine = true;
    while (mine && !isClosing()) {
      Part part = next(stream);
      showAgain();
      if (!part.wanted().isEmpty()) {
        tell(part.wanted());
      }
      if (part.until().isPresent() && !part.until().equals(place)) {
        mine = move(place, part.until().get());
        place = part.until();
      }
      reported = "";
      mine &= !part.last();
    }
  }

  private void tell(List<LedgerEntry> wanted) throws Exception {
    try {
      listener.told(wanted);
      told.add(wanted.size());
    } finally {
      // What it left set would break off what follows: the place would not move on.
      Thread.interrupted();
    }
  }

  /** Waits for one entry, and takes what else is there. */
  private Part next(LedgerStream stream) throws InterruptedException {
    var wanted = new ArrayList<LedgerEntry>();
    Optional<String> until = Optional.empty();
    Optional<LedgerStreamEntry> entry = stream.take(rhythm.sign());
    int read = 0;
    while (entry.isPresent()) {
      switch (entry.get()) {
        case LedgerStreamEntry.Recorded recorded -> {
          until = Optional.of(recorded.entry().cursor());
          if (subscriber.wants(recorded.event())) {
            wanted.add(recorded.entry());
          }
        }
        case LedgerStreamEntry.Live live -> until = Optional.of(live.cursor());
        case LedgerStreamEntry.Reset reset ->
            throw new IllegalStateException("what comes behind its place is not told");
        case LedgerStreamEntry.Ended ended -> {
          return new Part(until, wanted, true);
        }
      }
      read++;
      boolean full = wanted.size() == subscriber.most() || read == DurableSubscriber.MAX_BATCH;
      entry = full ? Optional.empty() : stream.take(Duration.ZERO);
    }
    return new Part(until, wanted, false);
  }

  private boolean move(Optional<String> from, String to) {
    return store.inTransaction(work -> work.subscribers().advance(subscriber.key(), from, to));
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** Once, not each time that it is tried again. */
  private void report(Throwable failure) {
    String text = failure.toString();
    if (!text.equals(reported)) {
      reported = text;
      LOG.warn("subscriber {} is told again until it can be", subscriber.name(), failure);
    }
  }

  /** Who is told. */
  public DurableSubscriber subscriber() {
    return subscriber;
  }

  /** How many events this process told it. */
  public long told() {
    return told.sum();
  }

  /** How often it was not told what there was, and will be told again. */
  public long failures() {
    return failures.sum();
  }

  /**
   * Tells nothing more. Waits for what is being handled, up to five seconds, and interrupts it
   * then: what it does not get done is told again by the next process. A listener that closes its
   * own subscription does not wait. The name is free again afterwards.
   */
  @Override
  public void close() {
    end();
    await(rhythm.patience());
  }

  /** Tells nothing more; does not wait. */
  void end() {
    closing.countDown();
    open.ifPresent(LedgerStream::close);
  }

  /** Waits so long for what is being handled, and interrupts it then. */
  void await(Duration most) {
    if (Thread.currentThread().equals(thread)) {
      return;
    }
    try {
      if (thread.isAlive() && !thread.join(most)) {
        LOG.warn("subscriber {} does not come to its end; it is interrupted", subscriber.name());
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
    left.accept(this);
  }
}
