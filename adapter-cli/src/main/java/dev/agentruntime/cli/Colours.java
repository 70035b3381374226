package dev.agentruntime.cli;

import java.util.Map;

/** When text stands out by colours. */
enum Colours {
  /** Where they are of use and nobody objects. */
  AUTO,
  ALWAYS,
  NEVER;

  /**
   * Whether there are colours.
   *
   * @param terminal whether it is a terminal that they go to
   */
  boolean wanted(boolean terminal, Map<String, String> environment) {
    return switch (this) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO ->
          terminal
              && environment.getOrDefault("NO_COLOR", "").isEmpty()
              && !isDumb(environment)
              && !isBuildServer(environment);
    };
  }

  /** Whether the terminal cannot do more than print. */
  static boolean isDumb(Map<String, String> environment) {
    String kind = environment.getOrDefault("TERM", "");
    return kind.isBlank() || kind.equals("dumb");
  }

  /** Whether nobody watches: what moves would fill a log. */
  static boolean isBuildServer(Map<String, String> environment) {
    String value = environment.getOrDefault("CI", "");
    return !value.isBlank() && !value.equals("false");
  }
}
