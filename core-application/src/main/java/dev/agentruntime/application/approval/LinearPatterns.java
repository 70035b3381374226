package dev.agentruntime.application.approval;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.agentruntime.domain.approval.TextPattern;
import java.util.function.Predicate;

/**
 * Compiles patterns that match in linear time (RE2 syntax: no look-around, no back references).
 * Length and counted repeats are bounded before compiling, because RE2 expands {@code a{1000}} a
 * thousand times.
 */
public final class LinearPatterns {

  /** Longest pattern in characters. */
  public static final int MAX_LENGTH = 256;

  /** Largest product of nested repeat bounds. */
  public static final int MAX_REPEATS = 1000;

  private static final java.util.regex.Pattern COUNT =
      java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?\\}");

  /** A star or plus within the group before a count, nested groups left aside. */
  private static final java.util.regex.Pattern COUNTED_LOOP =
      java.util.regex.Pattern.compile("\\([^()]*(?<!\\\\)[*+][^()]*\\)\\{\\d");

  private LinearPatterns() {}

  /**
   * Compiles a pattern.
   *
   * @throws IllegalArgumentException with what is wrong, if it is no pattern or a costly one
   */
  public static TextPattern compile(String source) {
    Pattern pattern = pattern(source);
    return new TextPattern(
        source,
        PlainAlternatives.of(source)
            .<TextPattern.Matcher>map(plain -> plain::matches)
            .orElse(pattern::matches));
  }

  /**
   * Compiles a pattern that is looked for anywhere in a text.
   *
   * @throws IllegalArgumentException as for {@link #compile}
   */
  public static Predicate<String> finder(String source) {
    Pattern pattern = pattern(source);
    return text -> pattern.matcher(text).find();
  }

  private static Pattern pattern(String source) {
    if (source.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("the pattern has more than " + MAX_LENGTH + " characters");
    }
    if (repeats(source) > MAX_REPEATS) {
      throw new IllegalArgumentException(
          "the pattern repeats too much: the product of its counts is above " + MAX_REPEATS);
    }
    if (COUNTED_LOOP.matcher(source).find()) {
      throw new IllegalArgumentException(
          "the pattern counts a group that repeats without a bound; bound what is inside");
    }
    try {
      return Pattern.compile(source, Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "not a pattern: " + e.getDescription() + " near \"" + e.getPattern() + "\"", e);
    }
  }

  /** The product of all counts, an upper bound of what nesting can multiply to. */
  private static double repeats(String source) {
    return COUNT
        .matcher(source)
        .results()
        .mapToDouble(r -> Math.max(number(r.group(1)), r.group(2) == null ? 0 : number(r.group(2))))
        .map(count -> Math.max(1, count))
        .reduce(1, (a, b) -> a * b);
  }

  private static double number(String digits) {
    return digits.isEmpty() ? 0 : Double.parseDouble(digits);
  }
}
