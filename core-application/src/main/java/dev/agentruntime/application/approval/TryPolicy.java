package dev.agentruntime.application.approval;

import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import java.time.Duration;

/**
 * Asks what a policy would have said of what was asked before. Nothing is put in force.
 *
 * @param document the policy's JSON form
 * @param last how far to look back
 * @param most at most this many requests are told one by one, 1 to {@value SessionFilter#MAX}; all
 *     are counted
 */
public record TryPolicy(Owner owner, JsonObject document, Duration last, int most) {

  private static final Duration MAX = Duration.ofDays(3_660);

  public TryPolicy {
    SessionFilter.requirePageSize(most);
    if (!last.isPositive() || last.compareTo(MAX) > 0) {
      throw new IllegalArgumentException("a dry run looks back for up to 10 years");
    }
  }
}
