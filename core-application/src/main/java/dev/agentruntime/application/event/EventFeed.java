package dev.agentruntime.application.event;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.agentruntime.application.port.Hint;
import dev.agentruntime.application.port.Hints;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the readers of this process what happens in a session: recorded events after their commit,
 * and deltas as they come. Publishing never waits for a reader.
 *
 * <p>A reader either pulls ({@link #open}) or is called ({@link #watch}).
 */
public final class EventFeed implements AutoCloseable {

  /** Most entries that wait for one reader. */
  public static final int MAX_WAITING = 10_000;

  /** How often a reader looks by itself, unless it is said otherwise. */
  public static final Duration FLOOR = Duration.ofSeconds(1);

  /** Most bytes of encoded events that are kept for readers still to come. */
  private static final long MOST_FORMS = 16L * 1024 * 1024;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration FOR_EVER = Duration.ofDays(365);

  private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);

  private final Map<SessionId, Topic> topics = new ConcurrentHashMap<>();
  private final Set<LedgerStream> ledgers = ConcurrentHashMap.newKeySet();
  private final Map<EventStream, Subscription> subscriptions = new ConcurrentHashMap<>();
  private final WireForms forms = new WireForms(MOST_FORMS);
  private final ReadModel log;
  private final Duration floor;
  private volatile Runnable alarm = () -> {};
  private volatile Hints others = Hints.NONE;
  private volatile Optional<SharedReplies> shared = Optional.empty();
  private volatile Optional<RepliesElsewhere> elsewhere = Optional.empty();

  /** Whether somebody here wants to know what others tell. */
  private volatile boolean wanted;

  /** A feed over the log of this store; looks once a second. */
  public EventFeed(ReadModel log) {
    this(log, FLOOR);
  }

  /**
   * A feed over the log of this store.
   *
   * @param floor how often a reader looks for what nobody gave a hint of
   */
  public EventFeed(ReadModel log, Duration floor) {
    this.log = log;
    this.floor = floor;
  }

  long floorNanos() {
    return floor.toNanos();
  }

  /**
   * Has somebody told that something was recorded in this process, and not what.
   *
   * @param returningAtOnce is called by the thread that recorded it
   */
  public void onRecorded(Runnable returningAtOnce) {
    alarm = returningAtOnce;
  }

  /** Tells the other processes from now on, and is told by them once somebody here reads. */
  public void connect(Hints way) {
    others = way;
    if (wanted) {
      way.listen();
    }
  }

  /**
   * Shares replies that are under way with the other processes from now on.
   *
   * @param self this process
   */
  public void share(Persistence store, LeaseOwner self) {
    shared = Optional.of(new SharedReplies(store, self, this::hint, floor));
    elsewhere = Optional.of(new RepliesElsewhere(store, self, this::hint));
  }

  /** Tells the other processes something beside what is published here. */
  public void hint(Hint hint) {
    others.send(hint);
  }

  /** Takes what another process tells. Returns at once. */
  public void hinted(Hint hint) {
    switch (hint) {
      case Hint.Recorded recorded -> {
        ledgers.forEach(stream -> stream.hint(recorded));
        withTopic(recorded.session(), topic -> topic.hint(recorded.position()));
        lookElsewhere(recorded.session());
        alarm.run();
      }
      case Hint.ReplyGrew grew -> lookElsewhere(grew.session());
      case Hint.Reading reading ->
          shared.ifPresent(replies -> replies.readElsewhere(reading.session()));
      case Hint.Runnable runnable -> {}
      case Hint.Anything anything -> {
        ledgers.forEach(LedgerStream::hint);
        topics.values().forEach(Topic::hint);
        topics.keySet().forEach(this::lookElsewhere);
        shared.ifPresent(SharedReplies::lookForReaders);
        alarm.run();
      }
    }
  }

  /** From now on somebody here wants to know what other processes tell. Returns at once. */
  public void listen() {
    wanted = true;
    others.listen();
  }

  /** A watcher. Called by one thread, in the order of the log. */
  public interface Watcher {

    /** An event that is in the log. */
    void recorded(RecordedEvent event);

    /** All that was recorded before the watch is told; what comes now happens now. */
    default void live() {}

    /** A piece of text. */
    default void delta(Delta delta) {}

    /** The watcher was too slow and gets nothing more. */
    default void cutOff() {}

    /** Nothing more comes, for whatever reason; told once. */
    default void ended() {}
  }

  /**
   * Opens a stream for the calling thread to read; whoever opens it closes it.
   *
   * @param after position behind which events are told, those that are in the log already too
   */
  public EventStream open(SessionId session, long after) {
    var stream = new EventStream(session, after, this, log);
    topics.compute(
        session,
        (id, found) -> {
          Topic topic = found == null ? new Topic(id) : found;
          topic.add(stream);
          return topic;
        });
    listen();
    return stream;
  }

  /**
   * Opens a stream over all sessions of an owner, for the calling thread to read; whoever opens it
   * closes it.
   *
   * @param after place behind which events are told, those that are in the log already too; empty
   *     for all
   * @throws IllegalArgumentException if that text is no place of this ledger
   */
  public LedgerStream openLedger(Owner owner, Optional<String> after) {
    return openLedger(Optional.of(owner), after);
  }

  /** Opens a stream over all sessions of everybody, as {@link #openLedger} does over an owner's. */
  public LedgerStream openWholeLedger(Optional<String> after) {
    return openLedger(Optional.empty(), after);
  }

  private LedgerStream openLedger(Optional<Owner> owner, Optional<String> after) {
    return opened(LedgerStream.checked(owner, after, this, log));
  }

  /**
   * Opens a stream over all sessions of everybody behind a place that was kept beside the log: the
   * event there may be removed by now, and what comes behind it is told all the same.
   *
   * @param place one that this store gave out; empty for all
   */
  public LedgerStream resumeWholeLedger(Optional<String> place) {
    return opened(new LedgerStream(Optional.empty(), place, this, log));
  }

  private LedgerStream opened(LedgerStream stream) {
    ledgers.add(stream);
    listen();
    return stream;
  }

  /**
   * Starts watching a session, on a thread of its own.
   *
   * @param after position behind which events are told, those that are in the log already too
   */
  public Subscription watch(SessionId session, long after, Watcher watcher) {
    var subscription = new Subscription(open(session, after), watcher);
    subscriptions.put(subscription.stream, subscription);
    subscription.teller.start();
    return subscription;
  }

  /**
   * Tells of events whose transaction is committed.
   *
   * @param owner whose sessions they are of
   */
  public void publish(Owner owner, List<RecordedEvent> events) {
    if (!events.isEmpty()) {
      ledgers.forEach(stream -> stream.hint(owner, events));
      alarm.run();
      tellOthers(owner, events);
    }
    for (RecordedEvent event : events) {
      withTopic(event.session(), topic -> topic.tell(recorded(event)));
    }
  }

  /** They are of one session, as a rule. */
  private void tellOthers(Owner owner, List<RecordedEvent> events) {
    Map<SessionId, Long> last = new LinkedHashMap<>();
    events.forEach(event -> last.merge(event.session(), event.position(), Math::max));
    last.forEach((session, position) -> others.send(new Hint.Recorded(owner, session, position)));
  }

  /** An event with the form that all readers share. */
  StreamEntry.Recorded recorded(RecordedEvent event) {
    return new StreamEntry.Recorded(event, forms.of(event));
  }

  /** An event at its place among those of all sessions, with the form that all readers share. */
  LedgerStreamEntry.Recorded recorded(LedgerEntry entry) {
    return new LedgerStreamEntry.Recorded(entry, forms.of(entry.event()));
  }

  /** Tells of a piece of text. */
  public void publish(Delta delta) {
    topics.compute(
        delta.session(),
        (id, found) -> {
          // Kept without readers too: one may come in the middle of the reply.
          Topic topic = found == null ? new Topic(id) : found;
          topic.tell(delta);
          return topic.isIdle() ? null : topic;
        });
    shared.ifPresent(replies -> replies.tell(delta));
  }

  /**
   * Nothing more of a reply comes: its end is about to be recorded, or somebody else brings the
   * turn to its end. Waits for what is being written of it for other processes.
   *
   * @return whether the store may have something of it; that goes in the transaction that records
   *     its end
   */
  public boolean ends(SessionId session, MessageId reply) {
    return shared.map(replies -> replies.end(session, reply)).orElse(false);
  }

  /**
   * Tells that a reply is over here: the log has its end, or somebody else brings the turn to its
   * end. Nobody who comes from now on is shown its pieces.
   */
  public void over(SessionId session, MessageId reply) {
    withTopic(session, topic -> topic.close(reply));
  }

  /** How many sessions have streams or a reply under way. */
  int topics() {
    return topics.size();
  }

  void settle(EventStream stream, long told) {
    topics.compute(
        stream.session(),
        (id, found) -> {
          // A stream that was closed meanwhile has pieces waiting all the same.
          Topic topic = found == null ? new Topic(id) : found;
          topic.settle(stream, told);
          return topic.isIdle() ? null : topic;
        });
    lookElsewhere(stream.session());
  }

  /** Looks soon at the reply that another process may be making. */
  private void lookElsewhere(SessionId session) {
    elsewhere.ifPresent(
        replies ->
            Optional.ofNullable(topics.get(session))
                .ifPresent(topic -> replies.look(session, topic)));
  }

  /** A reader looked at the log, and no hint made it. */
  void lookedByItself(SessionId session, boolean found) {
    boolean followed =
        Optional.ofNullable(topics.get(session)).map(Topic::isFollowed).orElse(false);
    if (found || followed) {
      lookElsewhere(session);
    }
  }

  void remove(EventStream stream) {
    withTopic(stream.session(), topic -> topic.remove(stream));
  }

  void remove(LedgerStream stream) {
    ledgers.remove(stream);
  }

  private void withTopic(SessionId session, Consumer<Topic> act) {
    topics.computeIfPresent(
        session,
        (id, topic) -> {
          act.accept(topic);
          return topic.isIdle() ? null : topic;
        });
  }

  /**
   * Ends all streams, each after what it still has to tell; waits for watchers, but not for ever.
   */
  @Override
  public void close() {
    List<Subscription> watches = List.copyOf(subscriptions.values());
    topics.values().stream().flatMap(topic -> topic.streams().stream()).forEach(EventStream::close);
    ledgers.forEach(LedgerStream::close);
    watches.forEach(watch -> watch.await(PATIENCE));
    shared.ifPresent(SharedReplies::close);
  }

  /** A running watch. */
  public final class Subscription implements AutoCloseable {

    private final EventStream stream;
    private final Watcher watcher;
    private final Thread teller;
    private final CountDownLatch ended = new CountDownLatch(1);

    private Subscription(EventStream stream, Watcher watcher) {
      this.stream = stream;
      this.watcher = watcher;
      this.teller = Thread.ofVirtual().name("watch-" + stream.session()).unstarted(this::deliver);
    }

    private void deliver() {
      try {
        boolean more = true;
        while (more) {
          more = deliverOne();
        }
      } catch (InterruptedException e) {
        LOG.debug("a watcher of session {} was interrupted", stream.session());
      } finally {
        stream.close();
        subscriptions.remove(stream);
        tellEnd();
        ended.countDown();
      }
    }

    private void tellEnd() {
      try {
        watcher.ended();
      } catch (RuntimeException e) {
        LOG.warn("a watcher of session {} failed", stream.session(), e);
      }
    }

    /** Tells one thing; false if it was the last. A watcher that fails gets what comes next. */
    private boolean deliverOne() throws InterruptedException {
      try {
        return stream.take(FOR_EVER).map(this::tell).orElse(true);
      } catch (RuntimeException e) {
        LOG.warn("a watcher of session {} failed", stream.session(), e);
        return true;
      }
    }

    private boolean tell(StreamEntry entry) {
      switch (entry) {
        case StreamEntry.Recorded recorded -> watcher.recorded(recorded.event());
        case StreamEntry.Piece piece -> watcher.delta(piece.delta());
        case StreamEntry.Snapshot snapshot -> tellPieces(snapshot);
        case StreamEntry.Live live -> watcher.live();
        case StreamEntry.Reset reset -> {}
        case StreamEntry.CutOff cutOff -> {
          watcher.cutOff();
          return false;
        }
        case StreamEntry.Ended end -> {
          return false;
        }
      }
      return true;
    }

    /** Nothing of that reply was told before, so it is one long piece of each kind. */
    private void tellPieces(StreamEntry.Snapshot so) {
      SessionId session = stream.session();
      if (!so.reasoning().isEmpty()) {
        watcher.delta(new Delta.Reasoning(session, so.turn(), so.reply(), so.reasoning()));
      }
      if (!so.text().isEmpty()) {
        watcher.delta(new Delta.ReplyText(session, so.turn(), so.reply(), so.text()));
      }
    }

    private void await(Duration most) {
      try {
        if (!Thread.currentThread().equals(teller) && !ended.await(most.toMillis(), MILLISECONDS)) {
          LOG.warn(
              "a watcher of session {} does not come to its end; it is left behind",
              stream.session());
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
      stream.close();
      await(FOR_EVER);
    }
  }
}
