package dev.agentruntime.application.event;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One reader's view of a session: the log from a position on, then what happens, without a gap and
 * without repeating anything. Read by one thread; at most {@link EventFeed#MAX_WAITING} entries
 * wait for it, and one that falls behind further is cut off, alone.
 *
 * <p>What is published is a hint, the log is the truth: an event comes once, in the log's order,
 * also if it was published late or recorded by another process. Pieces of a reply never come behind
 * the event that closes it.
 */
public final class EventStream implements AutoCloseable {

  private static final int PAGE = 500;

  private final SessionId session;
  private final EventFeed feed;
  private final ReadModel log;
  private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
  private final Deque<StreamEntry> next = new ArrayDeque<>();
  private boolean open = true;

  /** The last event that another process gave a hint of, while the reader has not heard of it. */
  private Optional<Long> hinted = Optional.empty();

  private long told;
  private boolean live;

  /** Whether the log may have more than was told. */
  private boolean behind = true;

  /** When the log is asked what nobody gave a hint of, if nothing comes before. */
  private long lookAt;

  private @Nullable MessageId lastClosed;

  /** Replies whose end was read in the log while their pieces may still wait. */
  private final Set<MessageId> passed = new HashSet<>();

  /** Waits until the log is told up to where it belongs. */
  private Optional<Waiting.OfElsewhere> held = Optional.empty();

  private Optional<StreamEntry> last = Optional.empty();

  /** What the reader comes to next. */
  private sealed interface Waiting {

    /** Something to tell. */
    record Entry(StreamEntry entry) implements Waiting {}

    /**
     * Something of a reply that another process makes.
     *
     * @param openAt an event before its end, which may not be told yet
     */
    record OfElsewhere(StreamEntry entry, MessageId reply, long openAt) implements Waiting {}

    /** Another process recorded something. */
    record Hinted() implements Waiting {}
  }

  EventStream(SessionId session, long after, EventFeed feed, ReadModel log) {
    this.session = session;
    this.told = after;
    this.feed = feed;
    this.log = log;
    this.lookAt = nextLook();
  }

  private long nextLook() {
    return System.nanoTime() + feed.floorNanos();
  }

  SessionId session() {
    return session;
  }

  /**
   * The next entry. {@link StreamEntry.CutOff} and {@link StreamEntry.Ended} are the last ones and
   * are told again however often they are asked for.
   *
   * @param patience how long to wait for one
   * @return nothing, if none came in that time
   * @throws dev.agentruntime.application.port.PersistenceException if the log cannot be read; asked
   *     again, the stream goes on with what happens next and fills the gap then
   */
  public Optional<StreamEntry> take(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<StreamEntry> ready = ready();
      if (ready.isPresent()) {
        return ready;
      }
      Waiting came = poll(deadline);
      if (came != null) {
        lookAt = nextLook();
        accept(came);
      } else if (System.nanoTime() >= lookAt) {
        lookAt = nextLook();
        behind = log.lastPosition(session) > told;
        feed.lookedByItself(session, behind);
      } else if (System.nanoTime() >= deadline) {
        return Optional.empty();
      }
    }
  }

  private @Nullable Waiting poll(long deadline) throws InterruptedException {
    long patience = Math.min(deadline, lookAt) - System.nanoTime();
    if (waiting.isEmpty()) {
      // Pieces are published before the end of their reply is recorded: none waits any more.
      passed.clear();
    }
    return waiting.poll(Math.max(0, patience), TimeUnit.NANOSECONDS);
  }

  private Optional<StreamEntry> ready() {
    while (next.isEmpty() && behind) {
      readOn();
    }
    if (next.isEmpty()) {
      held.filter(piece -> !isClosed(piece.reply())).ifPresent(piece -> next.add(piece.entry()));
      held = Optional.empty();
    }
    return Optional.ofNullable(next.poll()).or(() -> last);
  }

  private void readOn() {
    behind = false;
    List<RecordedEvent> page = log.events(session, told, PAGE);
    if (!page.isEmpty()) {
      behind = true;
      page.forEach(this::tellFromLog);
    } else if (!live) {
      goLive();
    }
  }

  private void goLive() {
    live = true;
    // A position behind the end was never handed out by this log.
    long end = told == 0 ? 0 : log.lastPosition(session);
    if (end < told) {
      told = end;
      next.add(new StreamEntry.Reset(end));
    }
    next.add(new StreamEntry.Live(told));
    feed.settle(this, told);
  }

  private void accept(Waiting came) {
    switch (came) {
      case Waiting.Entry waited -> accept(waited.entry());
      case Waiting.OfElsewhere piece -> {
        behind |= piece.openAt() > told;
        held = Optional.of(piece);
      }
      case Waiting.Hinted hint -> behind |= takeHint() > told;
    }
  }

  private synchronized long takeHint() {
    long position = hinted.orElse(told);
    hinted = Optional.empty();
    return position;
  }

  private void accept(StreamEntry entry) {
    switch (entry) {
      case StreamEntry.Recorded recorded -> reach(recorded);
      case StreamEntry.Piece piece when isClosed(piece.delta()) -> {}
      case StreamEntry.Snapshot snapshot when isClosed(snapshot.reply()) -> {}
      case StreamEntry.CutOff cutOff -> last = Optional.of(cutOff);
      case StreamEntry.Ended ended -> {
        behind = true;
        last = Optional.of(ended);
      }
      default -> next.add(entry);
    }
  }

  /** An event that is in the log, and with it everything before. */
  private void reach(StreamEntry.Recorded recorded) {
    long position = recorded.event().position();
    // What was published of a reply stands before its end.
    Topic.closed(recorded.event().event()).ifPresent(passed::remove);
    if (position == told + 1) {
      tell(recorded);
    } else if (position > told) {
      behind = true;
    }
  }

  private void tellFromLog(RecordedEvent event) {
    Topic.closed(event.event()).ifPresent(this::pass);
    tell(feed.recorded(event));
  }

  /** Before the stream is live no pieces wait, or those that do are dropped when it goes live. */
  private void pass(MessageId reply) {
    if (live) {
      passed.add(reply);
    }
    feed.over(session, reply);
  }

  private void tell(StreamEntry.Recorded recorded) {
    told = recorded.event().position();
    Topic.closed(recorded.event().event()).ifPresent(reply -> lastClosed = reply);
    next.add(recorded);
  }

  private boolean isClosed(Delta delta) {
    return switch (delta) {
      case Delta.ReplyText piece -> isClosed(piece.reply());
      case Delta.Reasoning piece -> isClosed(piece.reply());
      case Delta.ToolOutput output -> false;
    };
  }

  private boolean isClosed(MessageId reply) {
    return reply.equals(lastClosed) || passed.contains(reply);
  }

  /**
   * Takes an entry for the reader, or cuts the reader off. Called under the topic's lock.
   *
   * @return whether the stream takes more
   */
  boolean offer(StreamEntry entry) {
    return offer(new Waiting.Entry(entry));
  }

  /** Takes something of a reply that another process makes, as {@link #offer(StreamEntry)} does. */
  boolean offer(StreamEntry entry, MessageId reply, long openAt) {
    return offer(new Waiting.OfElsewhere(entry, reply, openAt));
  }

  private synchronized boolean offer(Waiting came) {
    if (open && waiting.size() >= EventFeed.MAX_WAITING) {
      waiting.clear();
      finish(new StreamEntry.CutOff());
    } else if (open) {
      waiting.add(came);
    }
    return open;
  }

  /** Tells that another process recorded events, up to this one. Any number of them wait as one. */
  synchronized void hint(long position) {
    if (open && hinted.isEmpty()) {
      waiting.add(new Waiting.Hinted());
    }
    hinted = Optional.of(Math.max(position, hinted.orElse(position)));
  }

  /**
   * Forgets the pieces that the snapshot holds. Called by the reader under the topic's lock, so
   * that no piece can come in between.
   */
  synchronized void settle(Optional<StreamEntry.Snapshot> snapshot) {
    waiting.removeIf(EventStream::isPiece);
    if (open) {
      snapshot
          .filter(shown -> !shown.reply().equals(lastClosed))
          .map(Waiting.Entry::new)
          .ifPresent(waiting::add);
    }
  }

  private static boolean isPiece(Waiting came) {
    return came instanceof Waiting.OfElsewhere
        || came instanceof Waiting.Entry(StreamEntry.Piece piece);
  }

  private synchronized void finish(StreamEntry end) {
    if (open) {
      open = false;
      waiting.add(new Waiting.Entry(end));
    }
  }

  /** Ends the stream behind what was published or recorded before; the reader gets that still. */
  @Override
  public void close() {
    finish(new StreamEntry.Ended());
    feed.remove(this);
  }
}
