package dev.agentruntime.cli;

import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

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

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads it from the command line. */
  static final class Converter implements ITypeConverter<Colours> {
    @Override
    public Colours convert(String text) {
      for (Colours colours : values()) {
        if (colours.toString().equals(text)) {
          return colours;
        }
      }
      throw new TypeConversionException("expected auto, always or never but was '" + text + "'");
    }
  }
}
