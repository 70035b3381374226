package dev.agentruntime.domain.approval;

/**
 * A regular expression that matches whole texts in linear time. Two are equal if their source is.
 *
 * @param source the expression as written
 * @param matcher answers for a whole text; must be linear, pure and safe for many threads
 */
public record TextPattern(String source, Matcher matcher) {

  /**
   * Longest text in characters that is matched, some milliseconds for the costliest pattern there
   * can be; of a longer one nobody knows.
   */
  public static final int MAX_TEXT = 16_384;

  /** Whether the whole text matches. */
  public boolean matches(String text) {
    return matcher.matchesWhole(text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TextPattern that && source.equals(that.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  @Override
  public String toString() {
    return source;
  }

  /** A compiled expression. */
  @FunctionalInterface
  public interface Matcher {
    /** Whether the whole text matches. */
    boolean matchesWhole(String text);
  }
}
