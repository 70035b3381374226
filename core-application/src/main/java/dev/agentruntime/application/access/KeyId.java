package dev.agentruntime.application.access;

import java.util.Optional;
import java.util.regex.Pattern;

/** The part of a key that is no secret: it names the key. */
public record KeyId(String value) {

  /** Random bytes in an id. */
  static final int BYTES = 8;

  private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{" + 2 * BYTES + "}");

  public KeyId {
    if (!SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "the id of a key has " + 2 * BYTES + " hexadecimal digits");
    }
  }

  /** The id that this text is, if it is one. */
  public static Optional<KeyId> parse(String text) {
    return SHAPE.matcher(text).matches() ? Optional.of(new KeyId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
