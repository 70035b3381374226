package dev.agentruntime.openai;

import java.time.Duration;

/** Durations in words. */
final class Durations {

  private Durations() {}

  /** Such as {@code 2 min}, {@code 90 s} or {@code 250 ms}. */
  static String spoken(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 60_000 == 0 && millis > 0) {
      return millis / 60_000 + " min";
    }
    return millis % 1000 == 0 || millis > 10_000 ? (millis + 999) / 1000 + " s" : millis + " ms";
  }
}
