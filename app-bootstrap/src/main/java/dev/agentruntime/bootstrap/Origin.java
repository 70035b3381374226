package dev.agentruntime.bootstrap;

import dev.agentruntime.cli.InvalidConfigurationException.Problem;

/**
 * Where a setting is from.
 *
 * @param place the flag, the variable or the line of a file, for people
 */
record Origin(Source source, String place) {

  /** Of what is set nowhere. */
  static final Origin DEFAULT = new Origin(Source.DEFAULT, "default");

  /** Kinds of places, the weakest first. */
  enum Source {
    DEFAULT,
    FILE,
    ENVIRONMENT,
    COMMAND_LINE
  }

  static Origin file(String place) {
    return new Origin(Source.FILE, place);
  }

  static Origin variable(String name) {
    return new Origin(Source.ENVIRONMENT, name);
  }

  static Origin flag(String flag) {
    return new Origin(Source.COMMAND_LINE, flag);
  }

  boolean isDefault() {
    return source == Source.DEFAULT;
  }

  /** Something that is wrong here. */
  Problem problem(String text) {
    return new Problem(place + ": " + text, source == Source.COMMAND_LINE);
  }
}
