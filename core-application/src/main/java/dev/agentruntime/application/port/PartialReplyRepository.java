package dev.agentruntime.application.port;

import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Replies that are under way, for readers in other processes, within a transaction. Provisional: a
 * store may lose all of it when it breaks.
 */
public interface PartialReplyRepository {

  /** Announces that a process reads a session that another one runs, and will for so long. */
  void announce(UUID process, SessionId session, Duration time);

  /**
   * Adds pieces of one reply, where that process holds the session's lease.
   *
   * @param first whether they are the reply's first, and what else there is of the session goes
   * @return whether it holds it
   */
  boolean write(
      LeaseOwner owner, SessionId session, boolean first, List<PartialReply.Piece> pieces);

  /** Takes all of a session away: with what records how its reply ended. */
  void remove(SessionId session);

  /**
   * Replies of a session that were shown and never came to an end: who wrote them does not run the
   * session any more.
   */
  List<MessageId> left(SessionId session);

  /** Sessions with such replies. */
  List<SessionId> withLeft(int most);
}
