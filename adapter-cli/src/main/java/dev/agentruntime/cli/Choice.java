package dev.agentruntime.cli;

import dev.agentruntime.application.agent.NearestName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of a few words; another one is refused with the nearest. */
record Choice<E extends Enum<E>>(Class<E> type) implements ITypeConverter<E> {

  /** The words, in their order. */
  static <E extends Enum<E>> List<String> words(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(Choice::word).toList();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public E convert(String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> word(constant).equalsIgnoreCase(text.strip()))
        .findFirst()
        .orElseThrow(() -> new TypeConversionException(complaint(text)));
  }

  private String complaint(String text) {
    return "it takes one of "
        + String.join(", ", words(type))
        + ", not \""
        + text
        + "\""
        + NearestName.to(text, words(type))
            .map(nearest -> "; did you mean " + nearest + "?")
            .orElse("");
  }
}
