package dev.agentruntime.application.audit;

import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;

/**
 * Which heads to read, in the order of the sessions' ids.
 *
 * @param owner whose; empty for everybody's
 * @param after the session to go on behind; empty for the first
 * @param most at most this many, 1 to {@value SessionFilter#MAX}
 */
public record HeadsQuery(Optional<Owner> owner, Optional<SessionId> after, int most) {
  public HeadsQuery {
    SessionFilter.requirePageSize(most);
  }
}
