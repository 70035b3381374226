package dev.agentruntime.application.event;

import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.TurnId;

/** What a stream tells its reader. */
public sealed interface StreamEntry {

  /** An event that is in the log. */
  record Recorded(RecordedEvent event, WireForm form) implements StreamEntry {}

  /** A piece of text that is not in the log. */
  record Piece(Delta delta, WireForm form) implements StreamEntry {
    Piece(Delta delta) {
      this(delta, new MadeOnce());
    }
  }

  /**
   * The reply that is under way, for a reader that comes in its middle; pieces go on behind it.
   *
   * @param text so far
   * @param reasoning so far
   */
  record Snapshot(TurnId turn, MessageId reply, String text, String reasoning)
      implements StreamEntry {}

  /**
   * Everything up to this position was told; what comes now happens now. Told once.
   *
   * @param position of the last event told
   */
  record Live(long position) implements StreamEntry {}

  /**
   * The log has no event at the place to start behind: it is of another log. Told instead of a
   * replay, and the stream goes on from the end.
   *
   * @param position the end
   */
  record Reset(long position) implements StreamEntry {}

  /** The reader was too slow and gets nothing more; the log has what it missed. */
  record CutOff() implements StreamEntry {}

  /** The feed is closed; there is nothing more. */
  record Ended() implements StreamEntry {}
}
