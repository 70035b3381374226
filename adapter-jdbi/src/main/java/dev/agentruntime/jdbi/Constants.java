package dev.agentruntime.jdbi;

import java.util.Arrays;
import java.util.Locale;

/** Enum constants in columns: their names in lower case. */
final class Constants {

  private Constants() {}

  static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static <E extends Enum<E>> E read(Class<E> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> text(constant).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the database holds \"" + text + "\", which this version does not know"));
  }
}
