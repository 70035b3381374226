package dev.agentruntime.application.event;

import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.TurnId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one session, and the reply that is under way in it. Everything happens under the
 * topic's lock, so a reader that goes live sees each piece either in its snapshot or behind it.
 */
final class Topic {

  private final List<EventStream> streams = new ArrayList<>();
  private @Nullable Partial partial;

  /** A reply as far as it came. */
  private static final class Partial {
    private final TurnId turn;
    private final MessageId reply;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();

    Partial(TurnId turn, MessageId reply) {
      this.turn = turn;
      this.reply = reply;
    }

    StreamEntry.Snapshot snapshot() {
      return new StreamEntry.Snapshot(turn, reply, text.toString(), reasoning.toString());
    }
  }

  synchronized void add(EventStream stream) {
    streams.add(stream);
  }

  synchronized void remove(EventStream stream) {
    streams.remove(stream);
  }

  /** Whether nobody would miss it. */
  synchronized boolean isIdle() {
    return streams.isEmpty() && partial == null;
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
      case Delta.ReplyText piece -> partial(piece.turn(), piece.reply()).text.append(piece.text());
      case Delta.Reasoning piece ->
          partial(piece.turn(), piece.reply()).reasoning.append(piece.text());
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
    if (partial != null && partial.reply.equals(reply)) {
      partial = null;
    }
  }

  /** Lets a stream go from the log to what happens now. */
  synchronized void settle(EventStream stream) {
    stream.settle(Optional.ofNullable(partial).map(Partial::snapshot));
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
