package dev.agentruntime.cli;

import java.lang.Character.UnicodeScript;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Letters that stand for others: words in which alphabets are mixed. */
final class LookAlikes {

  private static final Pattern WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final int MOST = 8;

  private LookAlikes() {}

  /** What a person should know about a text before believing it, if there is something. */
  static Optional<String> in(String text) {
    Set<String> letters = new LinkedHashSet<>();
    WORDS
        .splitAsStream(text)
        .filter(LookAlikes::isMixed)
        .flatMapToInt(String::codePoints)
        .filter(c -> Character.isLetter(c) && UnicodeScript.of(c) != UnicodeScript.LATIN)
        .limit(MOST)
        .forEach(c -> letters.add("%s (U+%04X)".formatted(Character.toString(c), c)));
    return letters.isEmpty()
        ? Optional.empty()
        : Optional.of("letters that look like others: " + String.join(", ", letters));
  }

  private static boolean isMixed(String word) {
    return word.codePoints().anyMatch(c -> UnicodeScript.of(c) == UnicodeScript.LATIN)
        && word.codePoints()
            .filter(Character::isLetter)
            .anyMatch(c -> UnicodeScript.of(c) != UnicodeScript.LATIN);
  }
}
