package dev.agentruntime.workspace;

/**
 * Finds a text in others, in time linear in them. Where case does not matter, a query in ASCII
 * means the letters A to Z only; any other follows Unicode. Safe for many threads.
 */
final class Literal {

  private final char[] query;
  private final boolean anyCase;
  private final boolean ascii;

  /** For each length: how much of the query's beginning is also the end of that much of it. */
  private final int[] borders;

  Literal(String query, boolean anyCase) {
    this.anyCase = anyCase;
    this.ascii = isAscii(query);
    this.query = query.toCharArray();
    for (int i = 0; i < this.query.length; i++) {
      this.query[i] = folded(this.query[i]);
    }
    this.borders = borders(this.query);
  }

  private static int[] borders(char[] query) {
    var borders = new int[query.length];
    int matched = 0;
    for (int i = 1; i < query.length; i++) {
      while (matched > 0 && query[i] != query[matched]) {
        matched = borders[matched - 1];
      }
      matched += query[i] == query[matched] ? 1 : 0;
      borders[i] = matched;
    }
    return borders;
  }

  static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }

  private char folded(char c) {
    if (!anyCase) {
      return c;
    }
    return ascii ? lower(c) : Character.toLowerCase(Character.toUpperCase(c));
  }

  boolean isIn(String text) {
    int matched = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = folded(text.charAt(i));
      while (matched > 0 && c != query[matched]) {
        matched = borders[matched - 1];
      }
      matched += c == query[matched] ? 1 : 0;
      if (matched == query.length) {
        return true;
      }
    }
    return false;
  }
}
