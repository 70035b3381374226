package dev.agentruntime.application.query;

import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;

/**
 * Which grants to list.
 *
 * @param session those of that session alone
 * @param ended whether those that are revoked or expired are wanted too
 * @param most at most this many, 1 to {@value SessionFilter#MAX}
 * @param cursor {@link Page#next()} of the page before
 */
public record GrantFilter(
    Optional<SessionId> session, boolean ended, int most, Optional<String> cursor) {

  public GrantFilter {
    SessionFilter.requirePageSize(most);
  }
}
