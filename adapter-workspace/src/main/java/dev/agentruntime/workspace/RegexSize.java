package dev.agentruntime.workspace;

import java.util.ArrayDeque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bounds an expression before it is compiled. Counted repetitions are written out by the compiler,
 * nested ones multiply: <code>((a{99}){99}){99}</code> would take all memory.
 */
final class RegexSize {

  static final long MAX_SIZE = 20_000;
  private static final int MAX_DEPTH = 100;

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<repeat>\\{(?<min>\\d{1,9})(?:,(?<max>\\d{0,9}))?\\})|\\\\.|(?<open>\\()|(?<close>\\))|.",
          Pattern.DOTALL);

  private final ArrayDeque<Long> outer = new ArrayDeque<>();
  private long size;
  private long last;

  private RegexSize() {}

  /** Refuses what would grow too large. */
  static void requireModest(String regex) throws ToolFailedException {
    var measure = new RegexSize();
    Matcher tokens = TOKEN.matcher(regex);
    while (tokens.find()) {
      measure.take(tokens);
      if (measure.size > MAX_SIZE || measure.outer.size() > MAX_DEPTH) {
        throw new ToolFailedException(
            "the regular expression is too large: its repetitions multiply or its groups nest too"
                + " deep");
      }
    }
  }

  private void take(Matcher token) {
    if (token.group("repeat") != null) {
      size += last * (times(token) - 1);
      last *= times(token);
    } else if (token.group("open") != null) {
      outer.push(size);
      last = 1;
      size++;
    } else if (token.group("close") != null && !outer.isEmpty()) {
      last = size - outer.pop();
    } else {
      last = 1;
      size++;
    }
  }

  private static long times(Matcher token) {
    String max = token.group("max");
    long least = Long.parseLong(token.group("min"));
    return Math.clamp(max == null || max.isEmpty() ? least + 1 : Long.parseLong(max), 1, MAX_SIZE);
  }
}
