package dev.agentruntime.application.approval;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What most patterns of rules are: a few words, or beginnings of words, one of which it has to be.
 * Compared as such they take a fraction of what an engine takes, and a policy is asked before every
 * call.
 *
 * @param words as a whole
 * @param beginnings of what goes on with anything
 */
record PlainAlternatives(Set<String> words, List<String> beginnings) {

  /** Characters that mean themselves, and {@code .*} at the end of an alternative. */
  private static final Pattern PLAIN = Pattern.compile("[\\w /@:=,;<>%&~'\"!-]*(?:\\.\\*)?");

  private static final String ANYTHING = ".*";

  PlainAlternatives {
    words = Set.copyOf(words);
    beginnings = List.copyOf(beginnings);
  }

  /** The alternatives of a pattern; nothing if it says more than that. */
  static Optional<PlainAlternatives> of(String source) {
    var words = new HashSet<String>();
    var beginnings = new ArrayList<String>();
    for (String alternative : source.split("\\|", -1)) {
      if (!PLAIN.matcher(alternative).matches()) {
        return Optional.empty();
      }
      if (alternative.endsWith(ANYTHING)) {
        beginnings.add(alternative.substring(0, alternative.length() - ANYTHING.length()));
      } else {
        words.add(alternative);
      }
    }
    return Optional.of(new PlainAlternatives(words, beginnings));
  }

  boolean matches(String text) {
    if (words.contains(text)) {
      return true;
    }
    for (String beginning : beginnings) {
      if (text.startsWith(beginning)) {
        return true;
      }
    }
    return false;
  }
}
