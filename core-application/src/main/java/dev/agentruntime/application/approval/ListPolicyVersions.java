package dev.agentruntime.application.approval;

import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;

/**
 * Asks for stored policies, the newest first.
 *
 * @param before the number of a version to begin below; {@link Integer#MAX_VALUE} for the newest
 * @param most at most this many, 1 to {@value SessionFilter#MAX}
 */
public record ListPolicyVersions(Owner owner, Optional<SessionId> session, int before, int most) {

  public ListPolicyVersions {
    SessionFilter.requirePageSize(most);
  }
}
