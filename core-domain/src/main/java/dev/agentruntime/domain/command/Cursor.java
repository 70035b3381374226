package dev.agentruntime.domain.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A place in a text. Joined lines (a backslash at the end of one) are passed over. */
final class Cursor {

  /** What {@link #peek} gives behind the end. */
  static final char END = 0;

  private final String text;
  private final List<HereDocument> awaited = new ArrayList<>();
  private int at;

  Cursor(String text) {
    this.text = text;
  }

  int position() {
    return at;
  }

  String since(int position) {
    return text.substring(position, at);
  }

  boolean atEnd() {
    while (text.startsWith("\\\n", at)) {
      at += 2;
    }
    return at >= text.length();
  }

  char peek() {
    return atEnd() ? END : text.charAt(at);
  }

  char next() {
    char c = peek();
    at = Math.min(at + 1, text.length());
    return c;
  }

  /** The next character, whatever it is. */
  char nextRaw() {
    return at < text.length() ? text.charAt(at++) : END;
  }

  boolean take(char wanted) {
    boolean found = !atEnd() && text.charAt(at) == wanted;
    at += found ? 1 : 0;
    return found;
  }

  /**
   * The text up to that character, which is passed over; nothing, and the end, if there is none.
   */
  Optional<String> through(char closing) {
    int end = text.indexOf(closing, at);
    if (end < 0) {
      skipToEnd();
      return Optional.empty();
    }
    String found = text.substring(at, end);
    at = end + 1;
    return Optional.of(found);
  }

  /** Passes over blanks; whether anything follows them. */
  boolean skipBlanks() {
    while (peek() == ' ' || peek() == '\t') {
      at++;
    }
    return !atEnd();
  }

  /** The rest of the line without its end; the next line is where it goes on. */
  String line() {
    int start = at;
    return through('\n').orElseGet(() -> text.substring(start));
  }

  void skipComment() {
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end;
  }

  void skipToEnd() {
    at = text.length();
  }

  List<HereDocument> awaited() {
    return awaited;
  }

  /**
   * A text that follows on the next lines.
   *
   * @param end the line that ends it
   * @param literal whether nothing in it is expanded
   * @param indented whether tabs before its lines are left out
   */
  record HereDocument(String end, boolean literal, boolean indented) {}
}
