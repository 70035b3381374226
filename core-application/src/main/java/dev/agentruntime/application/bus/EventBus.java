package dev.agentruntime.application.bus;

import dev.agentruntime.application.event.LedgerStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells subscribers in this process what happens from now on: the recorded events of all sessions,
 * whichever process recorded them, each once and after its commit, in the order of the log; what
 * the runtime of this process is at ({@link RuntimeNotice}); and {@link Notice}s. The order of each
 * session is kept: what the runtime is at comes behind the event that led to it and before what it
 * recorded later, so that {@code llm.request.started} is between {@code turn.running} and the
 * {@code llm.request.completed} of the same request. Notices have their own order. Safe for many
 * threads.
 *
 * <p>No session ever waits for the bus: it reads the log by itself, from the first subscription on.
 * A subscriber that throws, is slow, tells of something itself or closes its subscription harms no
 * other one. What is told here is gone with the process; who must not miss anything is a {@link
 * DurableSubscriber}.
 */
public final class EventBus implements AutoCloseable {

  /** How long the bus waits for an awaited listener, or for room in a queue that blocks. */
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(EventBus.class);

  private final Supplier<LedgerStream> log;
  private final Duration patience;
  private final Teller teller = new Teller();
  private final NoticePost post = new NoticePost(teller, "bus-notices");
  private final NoticePost works = new NoticePost(teller, "bus-work");
  private final Causes causes = new Causes(works);
  private final Tally tally = Tally.ofAll();
  private final LongAdder failedReads = new LongAdder();

  /** Guards changes of the roster, and what follows. */
  private final ReentrantLock changing = new ReentrantLock();

  private final List<EventSubscription> detached = new ArrayList<>();
  private Optional<LogReader> reader = Optional.empty();
  private boolean open = true;

  /**
   * A bus over a log.
   *
   * @param log opens a stream of what is recorded from now on
   */
  public EventBus(Supplier<LedgerStream> log) {
    this(log, PATIENCE);
  }

  /**
   * A bus over a log, on which the runtime tells what it is at.
   *
   * @param runtime tells it from now on
   */
  public EventBus(Supplier<LedgerStream> log, Announcer runtime) {
    this(log, PATIENCE);
    runtime.tellsOn(new Runtime());
  }

  /** What the runtime tells. */
  private final class Runtime implements Announcer.Ear {

    /** Nobody can listen before the runtime starts; so that is kept for who comes first. */
    @Override
    public boolean take(SystemNotice notice) {
      if (notice.fact() instanceof SystemNotice.Fact.Startup) {
        works.keep(notice);
        return true;
      }
      return works.take(notice);
    }

    @Override
    public Causes works() {
      return causes;
    }
  }

  EventBus(Supplier<LedgerStream> log, Duration patience) {
    this.log = log;
    this.patience = patience;
  }

  /**
   * Subscribes. What is recorded after this returned is told; of what was recorded just before,
   * some may be.
   *
   * @throws IllegalArgumentException if a subscriber of that name is there
   * @throws IllegalStateException if the bus is closed
   * @throws dev.agentruntime.application.port.PersistenceException if the log cannot be read
   */
  public EventSubscription subscribe(EventSubscriber subscriber, BusListener listener) {
    Objects.requireNonNull(listener);
    // Not under the lock: the store may take its time.
    Optional<LedgerStream> opened = isReading() ? Optional.empty() : Optional.of(log.get());
    changing.lock();
    try {
      if (!open) {
        throw new IllegalStateException("the bus is closed");
      }
      if (teller.roster().has(subscriber.name())) {
        throw new IllegalArgumentException(
            "there is a subscriber named " + subscriber.name() + " already");
      }
      if (reader.isEmpty()) {
        startReading(opened.orElseThrow());
        opened = Optional.empty();
      }
      // Who comes again after being detached has no use for what it was.
      detached.removeIf(one -> one.subscriber().name().equals(subscriber.name()));
      var subscription = new EventSubscription(subscriber, listener, patience, tally, this::left);
      teller.tellThese(teller.roster().with(subscription));
      subscription.start();
      works.heard();
      return subscription;
    } finally {
      changing.unlock();
      opened.ifPresent(LedgerStream::close);
    }
  }

  private boolean isReading() {
    changing.lock();
    try {
      return reader.isPresent() || !open;
    } finally {
      changing.unlock();
    }
  }

  private void startReading(LedgerStream stream) {
    var started = new LogReader(stream, teller, works, causes, patience.dividedBy(5), failedReads);
    reader = Optional.of(started);
    started.start();
  }

  /** Somebody closed, or was detached. */
  private void left(EventSubscription subscription) {
    changing.lock();
    try {
      boolean listed = teller.roster().has(subscription);
      teller.tellThese(teller.roster().without(subscription));
      detached.remove(subscription);
      if (listed && subscription.isDetached()) {
        detached.add(subscription);
      }
    } finally {
      changing.unlock();
    }
  }

  /** Adds middleware behind what is there. */
  public void use(EventMiddleware added) {
    teller.use(added);
  }

  /**
   * Tells of something that is not recorded; never waits.
   *
   * @return completes when every queue has it and everybody who is awaited has handled it, or
   *     exceptionally if the bus closed before; neither listeners nor middleware wait for that
   * @throws IllegalStateException if the bus is closed
   * @throws java.util.concurrent.RejectedExecutionException if 10,000 notices are on their way
   */
  public CompletableFuture<Void> publish(Notice notice) {
    return post.send(notice);
  }

  /** What the bus did so far. */
  public BusStatistics statistics() {
    changing.lock();
    try {
      return new BusStatistics(
          teller.counts(),
          new BusStatistics.Totals(
              tally.delivered().sum(), tally.failed().sum(), tally.dropped().sum()),
          failedReads.sum(),
          Stream.concat(teller.roster().subscriptions().stream(), detached.stream())
              .map(EventSubscription::statistics)
              .toList());
    } finally {
      changing.unlock();
    }
  }

  /**
   * Takes nothing more, and waits until what was recorded and told before is handled: up to three
   * times {@link #PATIENCE}, for the log, for notices, and for all subscribers together. Who is not
   * done then, or when the calling thread is interrupted, is interrupted and left behind. A second
   * call does nothing.
   *
   * @throws IllegalStateException if a listener or middleware calls it: the bus would wait for its
   *     own thread
   */
  @Override
  public void close() {
    if (isMine(Thread.currentThread())) {
      throw new IllegalStateException(
          "the bus cannot be closed by who is told: it waits for them; close it elsewhere");
    }
    Optional<LogReader> ended;
    changing.lock();
    try {
      if (!open) {
        return;
      }
      open = false;
      ended = reader;
    } finally {
      changing.unlock();
    }
    post.refuse();
    try {
      if (ended.isPresent()) {
        ended.get().end(patience);
      }
      // Not before: what waits for its cause comes with the end of the log.
      works.refuse();
      long until = System.nanoTime() + patience.toNanos();
      post.end(patience);
      works.end(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
      drain();
    } catch (InterruptedException e) {
      LOG.debug("the bus was interrupted while it closed");
      Thread.currentThread().interrupt();
    } finally {
      ended.ifPresent(LogReader::abandon);
      post.abandon();
      works.abandon();
      teller.roster().subscriptions().forEach(EventSubscription::shut);
    }
  }

  private boolean isMine(Thread thread) {
    changing.lock();
    try {
      return reader.filter(one -> one.isMine(thread)).isPresent()
          || post.isMine(thread)
          || works.isMine(thread)
          || teller.roster().subscriptions().stream().anyMatch(one -> one.isMine(thread));
    } finally {
      changing.unlock();
    }
  }

  private void drain() throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    List<EventSubscription> rest = teller.roster().subscriptions();
    rest.forEach(EventSubscription::drain);
    for (EventSubscription subscription : rest) {
      subscription.awaitEnd(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
    }
  }
}
