package dev.agentruntime.workspace;

/** Shortens texts without splitting a character. */
final class Excerpt {

  private Excerpt() {}

  /** At most this much of the beginning. */
  static String head(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    return text.substring(
        0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
  }

  /** One line of text, marked where it was cut. */
  static String line(String text, int length) {
    String head = head(text, length);
    return head.length() == text.length() ? text : head + "…";
  }
}
