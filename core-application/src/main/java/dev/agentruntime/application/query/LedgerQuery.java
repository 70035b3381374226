package dev.agentruntime.application.query;

import dev.agentruntime.domain.session.Owner;
import java.util.Optional;

/**
 * Which events of all sessions to read.
 *
 * @param owner whose; empty for everybody's
 * @param after {@link LedgerEntry#cursor()} to start behind; empty for the first one
 * @param most at most this many, 1 to {@value SessionFilter#MAX}
 */
public record LedgerQuery(Optional<Owner> owner, Optional<String> after, int most) {

  public LedgerQuery {
    if (most < 1 || most > SessionFilter.MAX) {
      throw new IllegalArgumentException("a page has 1 to " + SessionFilter.MAX + " entries");
    }
  }

  /** Of one owner's sessions. */
  public static LedgerQuery of(Owner owner, Optional<String> after, int most) {
    return new LedgerQuery(Optional.of(owner), after, most);
  }
}
