package dev.agentruntime.application.event;

import dev.agentruntime.application.fault.Failpoint;
import dev.agentruntime.application.port.Hint;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.PartialReply;
import dev.agentruntime.application.port.PartialReply.Kind;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the replies that are under way here for readers in other processes: only while one of them
 * has announced itself, all sessions together, and none more often than every 50 ms. Whoever says a
 * piece waits for nothing. Safe for many threads.
 */
final class SharedReplies implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SharedReplies.class);

  /** How long an announcement holds; readers repeat it far more often. */
  static final Duration READING = Duration.ofSeconds(15);

  private static final long BETWEEN = Duration.ofMillis(50).toNanos();
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MANY = 1_000;

  private final Persistence store;
  private final LeaseOwner self;
  private final Consumer<Hint> others;
  private final long look;
  private final Thread writer = Thread.ofVirtual().name("shared-replies").unstarted(this::work);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<SessionId, Reply> replies = new HashMap<>();

  /** Until when somebody elsewhere reads a session. */
  private final Map<SessionId, Long> readers = new HashMap<>();

  private long number;

  /** When the announcements are read, for those that no hint told of. */
  private long lookAt;

  /** Whether they may have changed since they were read. */
  private boolean stale;

  private boolean begun;
  private boolean closed;

  /** A reply under way. */
  private static final class Reply {
    private final TurnId turn;
    private final MessageId id;
    private final List<Part> unwritten = new ArrayList<>();

    /** Whether the store may have something of it. */
    private boolean written;

    private boolean inHand;

    /** Nothing more is written of it: what is there has a gap, or is another process' matter. */
    private boolean givenUp;

    private long writeAt = System.nanoTime();

    Reply(TurnId turn, MessageId id) {
      this.turn = turn;
      this.id = id;
    }

    void giveUp() {
      givenUp = true;
      unwritten.clear();
    }

    boolean hasMore() {
      return !unwritten.isEmpty();
    }

    void add(Kind kind, String text) {
      if (givenUp) {
        return;
      }
      if (unwritten.isEmpty() || unwritten.getLast().kind() != kind) {
        unwritten.add(new Part(kind, new StringBuilder()));
      }
      unwritten.getLast().text().append(text);
    }
  }

  /** Text of one kind that came in one go. */
  private record Part(Kind kind, StringBuilder text) {

    /** What can be recorded of it; half a character waits for its other half. */
    String take() {
      int end = text.length();
      if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
        end--;
      }
      String taken = text.substring(0, end);
      text.delete(0, end);
      return RecordableText.of(taken);
    }
  }

  /** What is written of a reply at once. */
  private record Share(
      SessionId session, Reply reply, boolean first, List<PartialReply.Piece> pieces) {}

  SharedReplies(Persistence store, LeaseOwner self, Consumer<Hint> others, Duration floor) {
    this.store = store;
    this.self = self;
    this.others = others;
    this.look = floor.toNanos();
  }

  /** A piece came. Never waits. */
  void tell(Delta delta) {
    switch (delta) {
      case Delta.ReplyText piece ->
          tell(piece.session(), piece.turn(), piece.reply(), Kind.TEXT, piece.text());
      case Delta.Reasoning piece ->
          tell(piece.session(), piece.turn(), piece.reply(), Kind.REASONING, piece.text());
      case Delta.ToolOutput output -> {}
    }
  }

  private void tell(SessionId session, TurnId turn, MessageId id, Kind kind, String text) {
    lock.lock();
    try {
      if (replies.isEmpty() && !stale) {
        lookAt = System.nanoTime() + look;
      }
      Reply reply = replies.get(session);
      if (reply == null || !reply.id.equals(id)) {
        reply = new Reply(turn, id);
        replies.put(session, reply);
        begin();
        changed.signalAll();
      }
      reply.add(kind, text);
      if (isRead(session)) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void begin() {
    if (!begun && !closed) {
      begun = true;
      writer.start();
    }
  }

  private boolean isRead(SessionId session) {
    Long until = readers.get(session);
    return until != null && until - System.nanoTime() > 0;
  }

  /** Somebody elsewhere reads a session. */
  void readElsewhere(SessionId session) {
    lock.lock();
    try {
      noteReader(session);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void noteReader(SessionId session) {
    if (readers.size() >= MANY) {
      long now = System.nanoTime();
      readers.values().removeIf(until -> until - now <= 0);
    }
    readers.put(session, System.nanoTime() + READING.toNanos());
  }

  /** Somebody elsewhere may read anything. */
  void lookForReaders() {
    lock.lock();
    try {
      stale = true;
      lookAt = System.nanoTime();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Nothing more is written of a reply: it comes to its end. Waits for what is being written.
   *
   * @return whether the store may have something of it, which goes with the end
   */
  boolean end(SessionId session, MessageId id) {
    lock.lock();
    try {
      Reply reply = replies.get(session);
      if (reply == null || !reply.id.equals(id)) {
        return false;
      }
      replies.remove(session);
      while (reply.inHand) {
        changed.awaitUninterruptibly();
      }
      return reply.written;
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      while (awaitWork()) {
        lookIfDue();
        write(due());
      }
    } catch (InterruptedException e) {
      LOG.debug("replies are shared no more");
    }
  }

  /** Waits until there is something to read or to write; false once it is closed. */
  private boolean awaitWork() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long wait = nanosToWork();
      while (!closed && wait > 0) {
        wait = changed.awaitNanos(wait) > 0 ? nanosToWork() : 0;
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private long nanosToWork() {
    long now = System.nanoTime();
    long wait = replies.isEmpty() ? Long.MAX_VALUE : lookAt - now;
    for (Map.Entry<SessionId, Reply> entry : replies.entrySet()) {
      Reply reply = entry.getValue();
      if (reply.hasMore() && isRead(entry.getKey())) {
        wait = Math.min(wait, reply.writeAt - now);
      }
    }
    return wait;
  }

  private void lookIfDue() {
    lock.lock();
    try {
      if (replies.isEmpty() || lookAt - System.nanoTime() > 0) {
        return;
      }
      stale = false;
      lookAt = System.nanoTime() + look;
    } finally {
      lock.unlock();
    }
    try {
      store.reads().partialReplies().readBesides(self.instance()).forEach(this::readElsewhere);
    } catch (RuntimeException e) {
      LOG.debug("who reads elsewhere cannot be seen; it is looked at again", e);
    }
  }

  private List<Share> due() {
    lock.lock();
    try {
      long now = System.nanoTime();
      var due = new ArrayList<Share>();
      replies.forEach(
          (session, reply) -> {
            if (reply.hasMore() && reply.writeAt - now <= 0 && isRead(session)) {
              reply.writeAt = now + BETWEEN;
              List<PartialReply.Piece> pieces = take(reply);
              if (!pieces.isEmpty()) {
                due.add(new Share(session, reply, !reply.written, pieces));
                reply.written = true;
                reply.inHand = true;
              }
            }
          });
      return due;
    } finally {
      lock.unlock();
    }
  }

  private List<PartialReply.Piece> take(Reply reply) {
    var pieces = new ArrayList<PartialReply.Piece>();
    for (Part part : reply.unwritten) {
      String text = part.take();
      if (!text.isEmpty()) {
        number++;
        pieces.add(new PartialReply.Piece(number, reply.turn, reply.id, part.kind(), text));
      }
    }
    reply.unwritten.removeIf(part -> part.text().isEmpty());
    return pieces;
  }

  private void write(List<Share> shares) {
    if (shares.isEmpty()) {
      return;
    }
    List<Share> done = List.of();
    try {
      done = store.inTransaction(work -> shares.stream().filter(one -> write(work, one)).toList());
      Failpoint.REPLY_SHARED.reached();
    } catch (RuntimeException | Error e) {
      LOG.warn("readers in other processes do not see the replies that are under way", e);
    } finally {
      written(shares, done);
    }
    done.forEach(share -> others.accept(new Hint.ReplyGrew(share.session())));
  }

  private boolean write(UnitOfWork work, Share share) {
    return work.partialReplies().write(self, share.session(), share.first(), share.pieces());
  }

  private void written(List<Share> shares, List<Share> done) {
    lock.lock();
    try {
      for (Share share : shares) {
        share.reply().inHand = false;
        if (!done.contains(share)) {
          share.reply().giveUp();
        }
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (writer.isAlive() && !writer.join(PATIENCE)) {
        LOG.warn("what readers in other processes see of a reply is left behind");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
