package dev.agentruntime.application.query;

import dev.agentruntime.domain.session.SessionStatus;
import java.util.Map;
import java.util.Optional;

/**
 * Which sessions to list.
 *
 * @param labels all must be set to these values
 * @param most at most this many, 1 to {@value #MAX}
 * @param cursor {@link Page#next()} of the page before
 */
public record SessionFilter(
    Optional<SessionStatus> status, Map<String, String> labels, int most, Optional<String> cursor) {

  /** Longest page. */
  public static final int MAX = 1000;

  public SessionFilter {
    labels = Map.copyOf(labels);
    requirePageSize(most);
  }

  /**
   * Refuses a page that is empty or too long.
   *
   * @throws IllegalArgumentException if it is
   */
  public static void requirePageSize(int most) {
    if (most < 1 || most > MAX) {
      throw new IllegalArgumentException("a page has 1 to " + MAX + " entries");
    }
  }

  /** The newest ones. */
  public static SessionFilter newest(int most) {
    return new SessionFilter(Optional.empty(), Map.of(), most, Optional.empty());
  }
}
