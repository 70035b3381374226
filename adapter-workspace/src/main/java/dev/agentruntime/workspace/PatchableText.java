package dev.agentruntime.workspace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A file's bytes as lines to which hunks are applied. Each byte is carried as one character, so
 * that bytes outside the hunks come out as they went in, whatever the encoding; the diff's text is
 * carried the same way.
 *
 * @param mark a byte order mark that is kept apart, or nothing
 * @param isUtf8 whether that is what the bytes are; else they are taken for ISO-8859-1
 */
record PatchableText(String mark, boolean isUtf8, List<Line> lines) {

  private static final String UTF8_MARK = "\u00EF\u00BB\u00BF";

  PatchableText {
    lines = List.copyOf(lines);
  }

  /**
   * A line and what ends it: a line feed, a carriage return with one, or at the end of a file
   * nothing.
   */
  record Line(String text, String end) {

    Line endingIn(String other) {
      return new Line(text, other);
    }
  }

  static PatchableText of(byte[] bytes) {
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    boolean isUtf8 = TextFile.utf8(bytes).isPresent();
    String mark = all.startsWith(UTF8_MARK) ? UTF8_MARK : "";
    var lines = new ArrayList<Line>();
    int start = mark.length();
    while (start < all.length()) {
      int feed = all.indexOf('\n', start);
      int next = feed < 0 ? all.length() : feed + 1;
      int end = feed < 0 ? next : feed > start && all.charAt(feed - 1) == '\r' ? feed - 1 : feed;
      lines.add(new Line(all.substring(start, end), all.substring(end, next)));
      start = next;
    }
    return new PatchableText(mark, isUtf8, lines);
  }

  byte[] bytes() {
    var all = new StringBuilder(mark);
    lines.forEach(line -> all.append(line.text()).append(line.end()));
    return all.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  List<String> texts() {
    return lines.stream().map(Line::text).toList();
  }

  /** Whether the last line is ended; a text without lines is. */
  boolean isEnded() {
    return lines.isEmpty() || !lines.getLast().end().isEmpty();
  }

  /**
   * What a line put in at this place should end in: as the one before it, else as the one behind
   * it.
   */
  String endingAt(int index) {
    for (int i : new int[] {index - 1, index, 0}) {
      if (i >= 0 && i < lines.size() && !lines.get(i).end().isEmpty()) {
        return lines.get(i).end();
      }
    }
    return "\n";
  }

  /**
   * The diff's text in the form in which lines are compared; what the encoding does not have stays
   * as it is, and equals nothing.
   */
  String carried(String text) {
    return isUtf8
        ? new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)
        : text;
  }

  /** Whether each character of a carried text is one byte. */
  static boolean isCarried(String carried) {
    return carried.chars().allMatch(c -> c <= 0xFF);
  }

  /** A line in the form in which it is shown. */
  String shown(String carried) {
    return isUtf8
        ? new String(carried.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
        : carried;
  }
}
