package dev.agentruntime.application.event;

import dev.agentruntime.application.port.Hint;
import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.application.query.LedgerQuery;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One reader's view of all sessions, of an owner or of everybody: the ledger from a place on, then
 * what is recorded, without a gap and without repeating anything. Read by one thread, at its own
 * speed: nothing but a page waits for it.
 *
 * <p>What is published is a hint to read the ledger. Where what a hint promised is not there yet,
 * because an older transaction still runs, the ledger is read again soon; otherwise each second,
 * for what other processes record and nobody gave a hint of.
 */
public final class LedgerStream implements AutoCloseable {

  private static final int PAGE = 200;
  private static final long SOON_NANOS = Duration.ofMillis(25).toNanos();

  private final Optional<Owner> owner;
  private final EventFeed feed;
  private final ReadModel log;
  private final Deque<LedgerStreamEntry> next = new ArrayDeque<>();
  private Optional<String> cursor;
  private boolean live;

  /** Whether the ledger is to be read now; only ever changed by the reader. */
  private boolean behind = true;

  private long readAgainAt;
  private long pause = SOON_NANOS;
  private Optional<LedgerStreamEntry> last = Optional.empty();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();

  /** What was published and not told yet: the last position of each session. */
  private final Map<SessionId, Long> promised = new HashMap<>();

  private boolean hinted;
  private boolean open = true;

  LedgerStream(Optional<Owner> owner, Optional<String> after, EventFeed feed, ReadModel log) {
    this.owner = owner;
    this.feed = feed;
    this.log = log;
    this.cursor = after;
  }

  /** One that begins at the ledger's end, and says so, where its place was never reached. */
  static LedgerStream checked(
      Optional<Owner> owner, Optional<String> after, EventFeed feed, ReadModel log) {
    var stream = new LedgerStream(owner, after, feed, log);
    // Here rather than in the first take: a text that is no cursor is the caller's mistake.
    if (!after.map(log::isWithinLedger).orElse(true)) {
      stream.beginAtEnd();
    }
    return stream;
  }

  private void beginAtEnd() {
    String end = log.ledgerEnd();
    cursor = Optional.of(end);
    live = true;
    next.add(new LedgerStreamEntry.Reset(end));
  }

  /**
   * The next entry. {@link LedgerStreamEntry.Ended} is the last one and is told again however often
   * it is asked for.
   *
   * @param patience how long to wait for one
   * @return nothing, if none came in that time
   * @throws dev.agentruntime.application.port.PersistenceException if the ledger cannot be read;
   *     asked again, the stream goes on where it was
   */
  public Optional<LedgerStreamEntry> take(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<LedgerStreamEntry> ready = ready();
      if (ready.isPresent() || !await(deadline)) {
        return ready;
      }
    }
  }

  private Optional<LedgerStreamEntry> ready() {
    if (next.isEmpty() && last.isEmpty()) {
      boolean ending = !takeHint();
      while (next.isEmpty() && behind) {
        readOn();
      }
      if (next.isEmpty() && ending) {
        last = Optional.of(new LedgerStreamEntry.Ended());
      }
    }
    return Optional.ofNullable(next.poll()).or(() -> last);
  }

  /** Whether the stream is open; what is recorded before it was closed is read after this. */
  private boolean takeHint() {
    lock.lock();
    try {
      if (hinted) {
        hinted = false;
        pause = SOON_NANOS;
        behind = true;
      }
      behind |= !open || System.nanoTime() >= readAgainAt;
      return open;
    } finally {
      lock.unlock();
    }
  }

  /** The end is read before the page, so that no entry of the owner can be between both. */
  private void readOn() {
    String end = log.ledgerEnd();
    List<LedgerEntry> page = log.ledger(new LedgerQuery(owner, cursor, PAGE));
    page.forEach(this::tell);
    if (page.isEmpty()) {
      behind = false;
      cursor = Optional.of(end);
      readAgainAt = System.nanoTime() + nextPause();
      goLive(end);
    }
  }

  private void tell(LedgerEntry entry) {
    cursor = Optional.of(entry.cursor());
    RecordedEvent event = entry.event();
    lock.lock();
    try {
      promised.computeIfPresent(
          event.session(), (id, position) -> position <= event.position() ? null : position);
    } finally {
      lock.unlock();
    }
    next.add(feed.recorded(entry));
  }

  private void goLive(String end) {
    if (!live) {
      live = true;
      next.add(new LedgerStreamEntry.Live(end));
    }
  }

  private long nextPause() {
    lock.lock();
    try {
      long now = pause;
      pause = Math.min(2 * pause, feed.floorNanos());
      if (now == feed.floorNanos()) {
        // From here on the floor does the same.
        promised.clear();
      }
      return promised.isEmpty() ? feed.floorNanos() : now;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the ledger is to be read; false if the deadline comes before. */
  private boolean await(long deadline) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (open && !hinted) {
        long now = System.nanoTime();
        if (now >= readAgainAt) {
          return true;
        }
        if (now >= deadline) {
          return false;
        }
        news.await(Math.min(deadline, readAgainAt) - now, TimeUnit.NANOSECONDS);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Tells that events are recorded. Never waits for the reader. */
  void hint(Owner whose, List<RecordedEvent> events) {
    if (concerns(whose)) {
      wake(() -> events.forEach(event -> promise(event.session(), event.position())));
    }
  }

  /** Tells that another process recorded something. Never waits for the reader. */
  void hint(Hint.Recorded recorded) {
    if (concerns(recorded.owner())) {
      wake(() -> promise(recorded.session(), recorded.position()));
    }
  }

  /** Tells that another process may have recorded something. Never waits for the reader. */
  void hint() {
    wake(() -> {});
  }

  private boolean concerns(Owner whose) {
    return owner.map(whose::equals).orElse(true);
  }

  private void promise(SessionId session, long position) {
    promised.merge(session, position, Math::max);
  }

  private void wake(Runnable noting) {
    lock.lock();
    try {
      noting.run();
      hinted = true;
      news.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the stream behind what was recorded before; the reader gets that still. */
  @Override
  public void close() {
    feed.remove(this);
    lock.lock();
    try {
      open = false;
      news.signal();
    } finally {
      lock.unlock();
    }
  }
}
