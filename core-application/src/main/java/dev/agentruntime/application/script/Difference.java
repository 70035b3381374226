package dev.agentruntime.application.script;

import java.util.List;

/** Where two texts part. */
final class Difference {

  private Difference() {}

  /** The first line of a text that another one does not have there; the text where none differs. */
  static String here(String text, String other) {
    if (text.equals(other)) {
      return Excerpts.of(text);
    }
    List<String> lines = List.of(text.split("\n", -1));
    List<String> others = List.of(other.split("\n", -1));
    int line = 0;
    while (line < lines.size()
        && line < others.size()
        && lines.get(line).equals(others.get(line))) {
      line++;
    }
    return line < lines.size()
        ? "line " + (line + 1) + ": \"" + Excerpts.of(lines.get(line)) + "\""
        : "the end after line " + lines.size();
  }
}
