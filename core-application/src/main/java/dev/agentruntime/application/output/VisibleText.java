package dev.agentruntime.application.output;

import dev.agentruntime.domain.text.Invisible;
import java.util.Locale;

/**
 * Text in which everything can be seen. What files, commands and models say can hold characters
 * that move a terminal's cursor, turn the direction of writing, or hide words from people that a
 * model still reads; here they are written out, as {@code \}{@code u{200B}} with their number in
 * hexadecimal, and {@code \r} for a carriage return by itself.
 *
 * <p>What writing needs stays: line feed, tab, a carriage return before a line feed, combining
 * marks, joiners between letters of scripts that join, and joiners and variation selectors within
 * emoji. Applying it again changes nothing.
 */
public final class VisibleText {

  private VisibleText() {}

  /** The text with everything that cannot be seen written out. */
  public static String of(String text) {
    if (isPlain(text)) {
      return text;
    }
    var filter = new Filter();
    return filter.take(text) + filter.end();
  }

  /**
   * The first line that is not blank, cut where it is long.
   *
   * @param most characters, the mark of the cut included
   */
  public static String line(String text, int most) {
    String line = of(text.strip().lines().findFirst().orElse("").stripTrailing());
    if (line.length() <= most) {
      return line;
    }
    int end = most - 1;
    boolean halves = end > 0 && Character.isHighSurrogate(line.charAt(end - 1));
    return line.substring(0, halves ? end - 1 : end) + "…";
  }

  /** The same for a text that comes in pieces. */
  public static Filter filter() {
    return new Filter();
  }

  /** The usual case, decided at a glance. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\n' && c != '\t' && (c < ' ' || c > '~')) {
        return false;
      }
    }
    return true;
  }

  /** Writes out what cannot be seen, piece by piece. */
  public static final class Filter implements TextFilter {

    /** What was given out last, as far as it was not written out. */
    private int before = Invisible.NONE;

    /** A code point that needs to know what follows it. */
    private int kept = Invisible.NONE;

    private char half;
    private long writtenOut;

    private Filter() {}

    @Override
    public String take(String piece) {
      String text = half == 0 ? piece : half + piece;
      half = 0;
      if (!text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1))) {
        half = text.charAt(text.length() - 1);
        text = text.substring(0, text.length() - 1);
      }
      var out = new StringBuilder(text.length() + 16);
      text.codePoints().forEach(c -> next(c, out));
      return out.toString();
    }

    @Override
    public String end() {
      var out = new StringBuilder();
      if (half != 0) {
        next(half, out);
        half = 0;
      }
      settle(Invisible.NONE, out);
      return out.toString();
    }

    /** How many characters were written out so far. */
    public long writtenOut() {
      return writtenOut;
    }

    private void next(int c, StringBuilder out) {
      settle(c, out);
      if (Invisible.dependsOnWhatFollows(c)) {
        kept = c;
      } else {
        give(c, !Invisible.isInvisible(before, c, Invisible.NONE), out);
      }
    }

    private void settle(int after, StringBuilder out) {
      if (kept != Invisible.NONE) {
        int c = kept;
        kept = Invisible.NONE;
        give(c, !Invisible.isInvisible(before, c, after), out);
      }
    }

    private void give(int c, boolean asItIs, StringBuilder out) {
      if (asItIs) {
        out.appendCodePoint(c);
        before = c;
      } else {
        out.append(
            c == '\r' ? "\\r" : "\\u{" + Integer.toHexString(c).toUpperCase(Locale.ROOT) + "}");
        before = Invisible.NONE;
        writtenOut++;
      }
    }
  }
}
