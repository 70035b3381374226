package dev.agentruntime.application.event;

import dev.agentruntime.application.port.PartialReply;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one session, and the reply that is under way in it, here or elsewhere. Everything
 * happens under the topic's lock, so a reader that goes live sees each piece either in its snapshot
 * or behind it.
 */
final class Topic {

  private final SessionId session;
  private final List<EventStream> streams = new ArrayList<>();

  /** The streams that are live, and up to where they had told the log then. */
  private final Map<EventStream, Long> live = new HashMap<>();

  private @Nullable Partial partial;

  /** Replies that came to their end while what is written elsewhere is being read. */
  private final Set<MessageId> closedMeanwhile = new HashSet<>();

  private PartialReply.Place place = PartialReply.Place.START;
  private boolean looking;
  private boolean lookAgain;
  private Optional<Announced> announced = Optional.empty();

  Topic(SessionId session) {
    this.session = session;
  }

  /** A reply as far as it came. */
  private static final class Partial {
    private final TurnId turn;
    private final MessageId reply;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();

    /** Of one that another process makes. */
    private Optional<Elsewhere> elsewhere = Optional.empty();

    Partial(TurnId turn, MessageId reply) {
      this.turn = turn;
      this.reply = reply;
    }

    StreamEntry.Snapshot snapshot() {
      return new StreamEntry.Snapshot(turn, reply, text.toString(), reasoning.toString());
    }

    void add(Delta delta) {
      switch (delta) {
        case Delta.ReplyText piece -> text.append(piece.text());
        case Delta.Reasoning piece -> reasoning.append(piece.text());
        case Delta.ToolOutput output -> {}
      }
    }
  }

  /**
   * A reply that another process makes.
   *
   * @param openAt an event of the log that comes before its end
   * @param shown who has seen it from its beginning
   */
  private record Elsewhere(long openAt, Set<EventStream> shown) {}

  /** That readers are here, to who runs the session. */
  private record Announced(long generation, long at) {}

  synchronized void add(EventStream stream) {
    streams.add(stream);
  }

  synchronized void remove(EventStream stream) {
    streams.remove(stream);
    forget(stream);
  }

  private void forget(EventStream stream) {
    live.remove(stream);
    if (partial != null) {
      partial.elsewhere.ifPresent(elsewhere -> elsewhere.shown().remove(stream));
    }
  }

  /** Whether nobody would miss it: what is made elsewhere can be read there again. */
  synchronized boolean isIdle() {
    return streams.isEmpty() && (partial == null || partial.elsewhere.isPresent());
  }

  synchronized List<EventStream> streams() {
    return List.copyOf(streams);
  }

  /** Tells all streams of an event. */
  synchronized void tell(StreamEntry.Recorded entry) {
    closed(entry.event().event()).ifPresent(this::close);
    streams.removeIf(stream -> !stream.offer(entry));
  }

  /** Tells all streams of a piece. */
  synchronized void tell(Delta delta) {
    switch (delta) {
      case Delta.ReplyText piece -> partial(piece.turn(), piece.reply()).add(piece);
      case Delta.Reasoning piece -> partial(piece.turn(), piece.reply()).add(piece);
      case Delta.ToolOutput output -> {}
    }
    var entry = new StreamEntry.Piece(delta);
    streams.removeIf(stream -> !stream.offer(entry));
  }

  /** Tells all streams that another process recorded events, up to this one. */
  synchronized void hint(long position) {
    streams.forEach(stream -> stream.hint(position));
  }

  /** Tells all streams that another process may have recorded something. */
  synchronized void hint() {
    hint(Long.MAX_VALUE);
  }

  private Partial partial(TurnId turn, MessageId reply) {
    Partial current = partial;
    if (current == null || !current.reply.equals(reply)) {
      current = new Partial(turn, reply);
      partial = current;
    }
    return current;
  }

  /** Ends a reply, if it is the one under way. */
  synchronized void close(MessageId reply) {
    if (looking) {
      closedMeanwhile.add(reply);
    }
    if (partial != null && partial.reply.equals(reply)) {
      partial = null;
    }
  }

  /**
   * Lets a stream go from the log to what happens now.
   *
   * @param told the last event it told
   */
  synchronized void settle(EventStream stream, long told) {
    live.put(stream, told);
    Optional<Partial> open = Optional.ofNullable(partial).filter(reply -> isOpen(reply, told));
    stream.settle(open.map(Partial::snapshot));
    open.flatMap(reply -> reply.elsewhere).ifPresent(elsewhere -> elsewhere.shown().add(stream));
  }

  /** Of one that is made elsewhere nobody here may have heard that it is over. */
  private static boolean isOpen(Partial reply, long told) {
    return reply.elsewhere.map(elsewhere -> elsewhere.openAt() >= told).orElse(true);
  }

  // Replies that other processes make.

  /** Whether who asks is to look; else one looks already, and looks again. */
  synchronized boolean asksToLook() {
    lookAgain = looking;
    boolean mine = !looking;
    looking = true;
    return mine;
  }

  synchronized boolean isToLookAgain() {
    looking = lookAgain;
    lookAgain = false;
    closedMeanwhile.clear();
    return looking;
  }

  /** Where to read on. What comes to its end from here on is not told of. */
  synchronized PartialReply.Place beginLook() {
    closedMeanwhile.clear();
    return place;
  }

  /**
   * Whether it is time to announce the readers; it is done then.
   *
   * @param generation of the lease: who has taken the session over was told nothing
   */
  synchronized boolean isToAnnounce(long generation, long every) {
    long now = System.nanoTime();
    boolean known =
        announced
            .filter(last -> last.generation() == generation && now - last.at() < every)
            .isPresent();
    boolean due = !known && !streams.isEmpty();
    announced = due ? Optional.of(new Announced(generation, now)) : announced;
    return due;
  }

  /** Whether another process runs the session, as far as this one knows. */
  synchronized boolean isFollowed() {
    long most = SharedReplies.READING.toNanos();
    return announced.filter(last -> System.nanoTime() - last.at() < most).isPresent();
  }

  /** Tells what is written of a reply elsewhere; of one session there is one at a time. */
  synchronized void tell(PartialReply written) {
    if (written.pieces().isEmpty()) {
      return;
    }
    PartialReply.Piece last = written.pieces().getLast();
    List<Delta> fresh =
        written.pieces().stream()
            .filter(piece -> isNew(written.generation(), piece))
            .map(this::delta)
            .toList();
    place = new PartialReply.Place(written.generation(), last.number());
    if (!closedMeanwhile.contains(last.reply()) && !(fresh.isEmpty() && partial == null)) {
      tell(partial(last.turn(), last.reply()), written.position(), fresh);
    }
  }

  private boolean isNew(long generation, PartialReply.Piece piece) {
    return generation != place.generation() || piece.number() > place.number();
  }

  private Delta delta(PartialReply.Piece piece) {
    return switch (piece.kind()) {
      case TEXT -> new Delta.ReplyText(session, piece.turn(), piece.reply(), piece.text());
      case REASONING -> new Delta.Reasoning(session, piece.turn(), piece.reply(), piece.text());
    };
  }

  private void tell(Partial reply, long openAt, List<Delta> fresh) {
    fresh.forEach(reply::add);
    Set<EventStream> shown = reply.elsewhere.map(Elsewhere::shown).orElseGet(HashSet::new);
    reply.elsewhere = Optional.of(new Elsewhere(openAt, shown));
    List<StreamEntry> pieces = fresh.stream().<StreamEntry>map(StreamEntry.Piece::new).toList();
    for (EventStream stream : List.copyOf(streams)) {
      // One that went live after that was read is told by the look it asked for.
      if (live.getOrDefault(stream, Long.MAX_VALUE) <= openAt) {
        List<StreamEntry> news = shown.add(stream) ? List.of(reply.snapshot()) : pieces;
        if (!news.stream().allMatch(entry -> stream.offer(entry, reply.reply, openAt))) {
          remove(stream);
        }
      }
    }
  }

  /** The reply whose pieces this event ends. */
  static Optional<MessageId> closed(SessionEvent event) {
    return switch (event) {
      case SessionEvent.ReplyRecorded recorded -> Optional.of(recorded.reply().id());
      case SessionEvent.ReplyDiscarded discarded -> Optional.of(discarded.reply());
      default -> Optional.empty();
    };
  }
}
