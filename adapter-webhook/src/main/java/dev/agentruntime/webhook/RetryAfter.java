package dev.agentruntime.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import okhttp3.Headers;

/** How long a receiver wants to be left alone. */
final class RetryAfter {

  /** Else a receiver could keep a webhook waiting for years. */
  static final Duration MAX = Duration.ofHours(24);

  /** As many digits as any number of seconds up to the most. */
  private static final int DIGITS = 5;

  private RetryAfter() {}

  /**
   * From {@code Retry-After}, in seconds or as a date; what is unreadable counts as absent. A date
   * is read by the clock of the receiver, which wrote it, if that is known.
   *
   * @param receivedAt by the own clock
   */
  static Optional<Duration> of(Headers headers, Instant receivedAt) {
    String text = headers.get("Retry-After");
    if (text != null && text.matches("[0-9]+")) {
      return Optional.of(text.length() > DIGITS ? MAX : bounded(seconds(text)));
    }
    Instant now = headers.getInstant("Date");
    return Optional.ofNullable(headers.getInstant("Retry-After"))
        .map(then -> bounded(Duration.between(now == null ? receivedAt : now, then)));
  }

  private static Duration seconds(String text) {
    return Duration.ofSeconds(Integer.parseInt(text));
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(MAX) > 0 ? MAX : wait;
  }
}
