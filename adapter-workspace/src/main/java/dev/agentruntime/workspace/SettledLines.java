package dev.agentruntime.workspace;

/**
 * Lines as they are in the end. Programs draw progress by going back to the begin of the line; of
 * such a line the last state is kept.
 */
final class SettledLines {

  /** A longer line is handed on in parts, and what was handed on cannot be overwritten. */
  static final int MAX_LINE = 4096;

  private final StringBuilder line = new StringBuilder();
  private boolean returned;
  private boolean begun;

  /** Takes a piece of text and gives what is settled by it. */
  String settle(String piece) {
    var settled = new StringBuilder(piece.length());
    for (int i = 0; i < piece.length(); i++) {
      take(piece.charAt(i), settled);
    }
    return settled.toString();
  }

  private void take(char c, StringBuilder settled) {
    switch (c) {
      case '\n' -> {
        settled.append(line).append('\n');
        startLine();
      }
      case '\r' -> returned = true;
      default -> {
        overwrite(settled);
        // PostgreSQL, and tools that look whether a file is binary, stumble over it.
        line.append(c == 0 ? '\u2400' : c);
        handOnLongLine(c, settled);
      }
    }
  }

  private void overwrite(StringBuilder settled) {
    if (returned) {
      if (begun) {
        settled.append(line).append('\n');
      }
      startLine();
    }
  }

  private void startLine() {
    line.setLength(0);
    returned = false;
    begun = false;
  }

  private void handOnLongLine(char last, StringBuilder settled) {
    if (line.length() >= MAX_LINE && !Character.isHighSurrogate(last)) {
      settled.append(line);
      line.setLength(0);
      begun = true;
    }
  }

  /** The last line where it has no end. */
  String rest() {
    String rest = line.toString();
    startLine();
    return rest;
  }
}
