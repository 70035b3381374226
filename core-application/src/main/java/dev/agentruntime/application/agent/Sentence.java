package dev.agentruntime.application.agent;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The words of one sentence, in lower case. File names and qualified names are one word. */
record Sentence(List<String> words) {

  private static final Pattern END = Pattern.compile("[.!?…]+(?=\\s|$)|[\\n\\r;]+");
  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{N}_]+(?:[.'/\\\\][\\p{L}\\p{N}_]+)*");

  /** Stands where a word must not be found; equal to no word, and no word's beginning. */
  private static final String MASKED = "";

  static List<Sentence> of(String text) {
    String folded =
        Normalizer.normalize(text, Normalizer.Form.NFC)
            .toLowerCase(Locale.ROOT)
            .replace('ё', 'е')
            .replace('’', '\'');
    return Arrays.stream(END.split(folded))
        .map(part -> new Sentence(WORD.matcher(part).results().map(MatchResult::group).toList()))
        .toList();
  }

  int length() {
    return words.size();
  }

  /** The same sentence in which the words of these phrases cannot be found. */
  Sentence without(List<Phrase> phrases) {
    List<String> masked = new ArrayList<>(words);
    for (int i = 0; i < words.size(); i++) {
      for (Phrase phrase : phrases) {
        if (phrase.isPrefixOf(words.subList(i, words.size()))) {
          Collections.fill(masked.subList(i, i + phrase.words().size()), MASKED);
        }
      }
    }
    return new Sentence(masked);
  }

  /** How many words at the beginning are of this set. */
  int countLeading(Set<String> set) {
    return (int) words.stream().takeWhile(set::contains).count();
  }

  /** The words of the first of these phrases that begins at one of the places 0 to last. */
  Optional<String> firstOf(List<Phrase> phrases, int last) {
    for (int i = 0; i <= last; i++) {
      List<String> rest = words.subList(i, words.size());
      Optional<Phrase> found = phrases.stream().filter(p -> p.isPrefixOf(rest)).findFirst();
      if (found.isPresent()) {
        return found.map(p -> String.join(" ", rest.subList(0, p.words().size())));
      }
    }
    return Optional.empty();
  }
}
