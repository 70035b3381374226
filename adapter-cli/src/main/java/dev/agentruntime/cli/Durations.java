package dev.agentruntime.cli;

import java.time.Duration;
import java.util.Locale;

/** Durations for people. */
final class Durations {

  private static final int MANY_SECONDS = 60;
  private static final double MILLIS = 1000;

  private Durations() {}

  /** In whole seconds, from a minute on with minutes. */
  static String whole(Duration duration) {
    long seconds = duration.toSeconds();
    return seconds < MANY_SECONDS
        ? seconds + " s"
        : seconds / MANY_SECONDS + " min " + seconds % MANY_SECONDS + " s";
  }

  /** With tenths, as long as they matter. */
  static String fine(Duration duration) {
    return duration.toSeconds() < MANY_SECONDS
        ? String.format(Locale.ROOT, "%.1f s", duration.toMillis() / MILLIS)
        : whole(duration);
  }
}
