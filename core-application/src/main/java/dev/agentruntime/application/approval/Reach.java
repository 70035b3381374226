package dev.agentruntime.application.approval;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a decision goes: for what was asked alone, or for every call that the rule it makes
 * matches.
 *
 * @param lasts how long a grant holds; empty for {@link #USUAL} of one for all sessions, and for
 *     the whole session of one for a session
 */
public record Reach(Scope scope, Optional<Duration> lasts) {

  /** Where it holds. */
  public enum Scope {
    /** This once. */
    ONCE,
    /** In its session. */
    SESSION,
    /** In all sessions of the owner. */
    ALWAYS
  }

  /** This once. */
  public static final Reach ONCE = new Reach(Scope.ONCE, Optional.empty());

  /** In the whole session. */
  public static final Reach SESSION = new Reach(Scope.SESSION, Optional.empty());

  /**
   * How long a grant for all sessions holds where nothing is said: what nobody confirms within a
   * month is better asked again.
   */
  public static final Duration USUAL = Duration.ofDays(30);

  /** The longest time a grant can hold. */
  public static final Duration MAX = Duration.ofDays(365);

  public Reach {
    if (scope == Scope.ONCE && lasts.isPresent()) {
      throw new IllegalArgumentException("what holds once lasts no time");
    }
    if (lasts.isPresent() && !isPossible(lasts.get())) {
      throw new IllegalArgumentException("a grant holds 1 second to 365 days");
    }
  }

  private static boolean isPossible(Duration time) {
    return time.compareTo(Duration.ofSeconds(1)) >= 0 && time.compareTo(MAX) <= 0;
  }

  /** The time a grant of this reach holds, if it ends by itself. */
  Optional<Duration> time() {
    return scope == Scope.ALWAYS ? lasts.or(() -> Optional.of(USUAL)) : lasts;
  }
}
