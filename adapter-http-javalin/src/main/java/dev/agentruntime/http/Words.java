package dev.agentruntime.http;

import dev.agentruntime.application.agent.NearestName;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Constants as words on the wire. */
final class Words {

  private Words() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static <E extends Enum<E>> Optional<E> constant(List<E> constants, String word) {
    return constants.stream().filter(c -> of(c).equals(word)).findFirst();
  }

  /** What a word must be that is none of these, and which of them was probably meant. */
  static String expected(String word, List<? extends Enum<?>> constants) {
    List<String> words = constants.stream().map(Words::of).toList();
    return "must be one of " + String.join(", ", words) + meant(word, words);
  }

  /** The rest of a sentence about a word that is not known. */
  static String meant(String word, List<String> known) {
    return NearestName.to(word, known).map(name -> "; did you mean " + name + "?").orElse("");
  }
}
