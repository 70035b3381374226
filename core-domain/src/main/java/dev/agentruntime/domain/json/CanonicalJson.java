package dev.agentruntime.domain.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Objects;

/** Writes RFC 8785. String order in Java is UTF-16 order, which is the order the RFC asks for. */
final class CanonicalJson {

  private static final double EXACT = 1L << 53;

  private final StringBuilder out = new StringBuilder();

  private CanonicalJson() {}

  static String write(JsonValue value) {
    var writer = new CanonicalJson();
    writer.value(value);
    return writer.out.toString();
  }

  private void value(JsonValue value) {
    switch (value) {
      case JsonNull n -> out.append("null");
      case JsonBoolean b -> out.append(b.value());
      case JsonNumber n -> out.append(number(n.value()));
      case JsonString s -> string(s.value());
      case JsonArray a -> array(a);
      case JsonObject o -> object(o);
    }
  }

  private void array(JsonArray array) {
    out.append('[');
    String separator = "";
    for (JsonValue item : array.items()) {
      out.append(separator);
      value(item);
      separator = ",";
    }
    out.append(']');
  }

  private void object(JsonObject object) {
    out.append('{');
    String separator = "";
    String[] names = object.members().keySet().toArray(String[]::new);
    Arrays.sort(names);
    for (String name : names) {
      out.append(separator);
      string(name);
      out.append(':');
      value(Objects.requireNonNull(object.members().get(name)));
      separator = ",";
    }
    out.append('}');
  }

  /** Most texts have nothing to escape, and are copied as they are. */
  private void string(String text) {
    out.append('"');
    int copied = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        out.append(text, copied, i);
        escaped(c);
        copied = i + 1;
      }
    }
    out.append(text, copied, text.length()).append('"');
  }

  private void escaped(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> out.append(String.format("\\u%04x", (int) c));
    }
  }

  /**
   * The decimal with the fewest digits that reads back as this double, as ECMAScript prints it.
   * Java prints the same digits (since 19) but never fewer than two, which differs for the smallest
   * subnormals: 4.9E-324 where one digit, 5e-324, will do.
   */
  static BigDecimal shortest(double value) {
    var printed = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    BigDecimal shorter = printed.round(new MathContext(1, RoundingMode.HALF_UP));
    return shorter.doubleValue() == value ? shorter : printed;
  }

  /** ECMAScript's Number::toString. */
  private static String number(double value) {
    // Up to there a double has every whole number, and no exponent is written.
    if (Math.abs(value) <= EXACT && value == (long) value) {
      return Long.toString((long) value);
    }
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale();
    return (value < 0 ? "-" : "") + place(digits, point);
  }

  private static String place(String digits, int point) {
    int count = digits.length();
    if (count <= point && point <= 21) {
      return digits + "0".repeat(point - count);
    }
    if (0 < point && point <= 21) {
      return digits.substring(0, point) + "." + digits.substring(point);
    }
    if (-6 < point && point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    int exponent = point - 1;
    String fraction = count == 1 ? "" : "." + digits.substring(1);
    return digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
  }
}
