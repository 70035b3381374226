package dev.agentruntime.application.agent;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.List;

/** Neighbouring words to look for; a {@code *} at the end of a word stands for any ending. */
record Phrase(List<String> words) {

  @JsonCreator
  Phrase(String text) {
    this(List.of(text.split(" ")));
  }

  /** Whether these words begin with the phrase. */
  boolean isPrefixOf(List<String> tokens) {
    if (words.size() > tokens.size()) {
      return false;
    }
    for (int i = 0; i < words.size(); i++) {
      if (!matches(words.get(i), tokens.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(String word, String token) {
    return word.endsWith("*")
        ? token.startsWith(word.substring(0, word.length() - 1))
        : token.equals(word);
  }
}
