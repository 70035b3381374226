package dev.agentruntime.application.session;

import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.Moment;
import dev.agentruntime.domain.session.Session;
import java.util.List;

/** Replies that were shown in other processes and whose own one died before their end. */
public final class LeftReplies {

  private LeftReplies() {}

  /** Takes back what was shown of them. */
  public static Session close(Session session, Moment moment, UnitOfWork work) {
    List<MessageId> left = work.partialReplies().left(session.id());
    if (left.isEmpty()) {
      return session;
    }
    work.partialReplies().remove(session.id());
    Session closed = session;
    for (MessageId reply : left) {
      closed = closed.discardReply(reply, "the process that made it is gone", moment);
    }
    return closed;
  }
}
