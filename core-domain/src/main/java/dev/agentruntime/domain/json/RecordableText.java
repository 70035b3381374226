package dev.agentruntime.domain.json;

/**
 * Text that every store and every digest can hold: no NUL (PostgreSQL refuses it) and no lone
 * surrogate (UTF-8 has none).
 */
public final class RecordableText {

  private static final char VISIBLE_NUL = '\u2400';
  private static final char REPLACEMENT = '\uFFFD';

  private RecordableText() {}

  /** The same text with NUL shown as U+2400 and lone surrogates as U+FFFD. */
  public static String of(String text) {
    if (isRecordable(text)) {
      return text;
    }
    var visible = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == 0 ? VISIBLE_NUL : isSurrogate(c) ? REPLACEMENT : c)
        .forEach(visible::appendCodePoint);
    return visible.toString();
  }

  static void requireNoLoneSurrogate(String text) {
    if (hasLoneSurrogate(text)) {
      throw new IllegalArgumentException("text with a lone surrogate is not valid JSON text");
    }
  }

  private static boolean isRecordable(String text) {
    return text.indexOf(0) < 0 && !hasLoneSurrogate(text);
  }

  /** Asked of every text of every document, so without a stream. */
  private static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      if (isSurrogate(c)) {
        return true;
      }
      i += Character.charCount(c);
    }
    return false;
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
