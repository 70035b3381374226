package dev.agentruntime.application.port;

import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.TurnId;
import java.util.List;

/**
 * What another process wrote of the reply that is under way in a session.
 *
 * @param generation of the lease under which it is written
 * @param position of the session's last event at that moment: the reply is not over before
 * @param pieces in their order
 */
public record PartialReply(long generation, long position, List<Piece> pieces) {

  public PartialReply {
    pieces = List.copyOf(pieces);
  }

  /** What a piece is of. */
  public enum Kind {
    /** What the model says. */
    TEXT,
    /** What it shows of its thinking. */
    REASONING
  }

  /**
   * A piece.
   *
   * @param number grows with each piece that one process writes
   */
  public record Piece(long number, TurnId turn, MessageId reply, Kind kind, String text) {}

  /**
   * How far a reader is.
   *
   * @param generation of the lease, as the reader saw it
   * @param number of the last piece that it has
   */
  public record Place(long generation, long number) {

    /** That of a reader who has nothing. */
    public static final Place START = new Place(-1, -1);
  }
}
