package dev.agentruntime.application.query;

import dev.agentruntime.domain.session.Owner;
import java.util.Optional;

/**
 * Which events of all an owner's sessions to read.
 *
 * @param after {@link LedgerEntry#cursor()} to start behind; empty for the first one
 * @param most at most this many, 1 to {@value SessionFilter#MAX}
 */
public record LedgerQuery(Owner owner, Optional<String> after, int most) {

  public LedgerQuery {
    if (most < 1 || most > SessionFilter.MAX) {
      throw new IllegalArgumentException("a page has 1 to " + SessionFilter.MAX + " entries");
    }
  }
}
