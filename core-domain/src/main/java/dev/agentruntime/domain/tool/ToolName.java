package dev.agentruntime.domain.tool;

import java.util.regex.Pattern;

/**
 * The name of a tool as model and policy know it. ASCII letters, digits, {@code _} and {@code -}
 * only, so that a look-alike letter or an invisible character can never pass for a known tool.
 */
public record ToolName(String value) implements Comparable<ToolName> {

  /** Longest name, as the OpenAI API limits it. */
  public static final int MAX_LENGTH = 64;

  private static final Pattern SHAPE = Pattern.compile("[a-zA-Z0-9_-]{1," + MAX_LENGTH + "}");

  public ToolName {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "a tool name has 1 to " + MAX_LENGTH + " characters of a-z, A-Z, 0-9, _ and -");
    }
  }

  /** Whether this text is a tool name. */
  public static boolean isValid(String text) {
    return SHAPE.matcher(text).matches();
  }

  @Override
  public int compareTo(ToolName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
