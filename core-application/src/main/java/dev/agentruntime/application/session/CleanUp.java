package dev.agentruntime.application.session;

import java.time.Duration;

/**
 * Removes what nobody needs any more: whole closed or deleted sessions, and requests that stood
 * alone, with their logs. Nothing that waits for a person is removed.
 *
 * @param untouched for at least how long
 * @param most at most this many sessions; what is left is removed the next time
 */
public record CleanUp(Duration untouched, int most) {

  public CleanUp {
    if (untouched.isNegative() || most < 1) {
      throw new IllegalArgumentException(
          "what is removed is some time old, and at least one session at a time");
    }
  }
}
