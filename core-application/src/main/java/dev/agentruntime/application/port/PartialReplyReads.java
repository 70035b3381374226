package dev.agentruntime.application.port;

import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What is committed of replies that are under way. */
public interface PartialReplyReads {

  /**
   * What the process that runs a session wrote of its reply. The piece at the reader's place is
   * told again, as long as it is there.
   *
   * @return nothing where nobody else but this process runs it
   */
  Optional<PartialReply> written(SessionId session, LeaseOwner self, PartialReply.Place after);

  /** The sessions that other processes than this one announced to read. */
  Set<SessionId> readBesides(UUID process);
}
