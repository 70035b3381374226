package dev.agentruntime.application.session;

import java.time.Duration;

/**
 * Closes open conversations that nobody uses: nothing is under way in them, and nothing waits for
 * anybody.
 *
 * @param untouched for at least how long
 * @param most at most this many; what is left is closed the next time
 */
public record CloseIdle(Duration untouched, int most) {

  public CloseIdle {
    if (!untouched.isPositive() || most < 1) {
      throw new IllegalArgumentException(
          "what is closed was not touched for some time, and is at least one session at a time");
    }
  }
}
