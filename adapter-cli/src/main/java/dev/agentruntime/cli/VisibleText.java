package dev.agentruntime.cli;

/**
 * Text as it may be shown on a terminal. What models, files and commands say can hold sequences
 * that move the cursor, hide text or turn its direction around; here they are seen instead of
 * obeyed.
 */
final class VisibleText {

  private static final int DELETE = 0x7F;

  private VisibleText() {}

  /** The text with every invisible character but line feed and tab written out. */
  static String of(String text) {
    if (text.codePoints().noneMatch(VisibleText::isHidden)) {
      return text;
    }
    var shown = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (isHidden(c)) {
                shown.append(c == '\r' ? "\\r" : "\\u{%x}".formatted(c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.toString();
  }

  /** The first line, cut where it is long. */
  static String line(String text, int most) {
    String first = of(text.strip().lines().findFirst().orElse(""));
    return first.length() <= most ? first : first.substring(0, most - 1) + "…";
  }

  static boolean isHidden(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL -> c != '\n' && c != '\t';
      case Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> c == DELETE;
    };
  }
}
