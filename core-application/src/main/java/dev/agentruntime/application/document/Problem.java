package dev.agentruntime.application.document;

/**
 * Something that is wrong with a text.
 *
 * @param line counted from 1
 * @param column counted from 1
 * @param text what is wrong and how to mend it
 */
public record Problem(int line, int column, String text) {

  /**
   * As compilers tell it, so that editors find the place.
   *
   * @param source where the text is from
   */
  public String in(String source) {
    return source + ":" + line + ":" + column + ": " + text;
  }
}
