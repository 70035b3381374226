package dev.agentruntime.domain.json;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * A JSON number: a finite double, as RFC 8785 prescribes. Negative zero is zero.
 *
 * <p>A literal that a double cannot carry ({@code 9007199254740993}, {@code 1e400}) is refused by
 * {@link #parse} instead of being silently changed: what is shown, hashed and run must be the same
 * number.
 */
public record JsonNumber(double value) implements JsonValue {

  /** Longest literal that is looked at, in characters; longer ones are refused unread. */
  public static final int MAX_LITERAL = 64;

  private static final Pattern SHAPE =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");

  public JsonNumber {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("not a finite number: " + value);
    }
    value = value == 0 ? 0.0 : value;
  }

  /** A whole number; refused where a double would round it. */
  public static JsonNumber of(long value) {
    if ((long) (double) value != value || value == Long.MAX_VALUE) {
      throw new IllegalArgumentException("no double holds " + value + " exactly; send it as text");
    }
    return new JsonNumber(value);
  }

  /**
   * Reads a literal.
   *
   * @throws IllegalArgumentException if it is no number, or the nearest double prints as another
   *     number
   */
  public static JsonNumber parse(String literal) {
    if (literal.length() > MAX_LITERAL) {
      throw new IllegalArgumentException(
          "a number of " + literal.length() + " characters; at most " + MAX_LITERAL + " are read");
    }
    if (!SHAPE.matcher(literal).matches()) {
      throw new IllegalArgumentException("not a number as JSON writes it");
    }
    double value = Double.parseDouble(literal);
    if (!Double.isFinite(value) || !sameNumber(literal, value)) {
      throw new IllegalArgumentException(
          "no double holds " + literal + " exactly; send it as text");
    }
    return new JsonNumber(value);
  }

  private static boolean sameNumber(String literal, double value) {
    if (value == 0) {
      // Compared as text: expanding a literal like 0e-999999999 as a decimal would be costly.
      return literal.split("[eE]", 2)[0].chars().noneMatch(c -> c >= '1' && c <= '9');
    }
    return new BigDecimal(literal).compareTo(CanonicalJson.shortest(value)) == 0;
  }

  /** Whether this is a whole number, up to the 2^53 within which doubles hold every one. */
  public boolean isWhole() {
    return value == Math.rint(value) && Math.abs(value) <= 9_007_199_254_740_992.0;
  }

  @Override
  public String toString() {
    return canonical();
  }
}
