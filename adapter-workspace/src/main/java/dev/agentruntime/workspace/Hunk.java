package dev.agentruntime.workspace;

import java.util.List;
import java.util.OptionalInt;

/**
 * One place of a diff.
 *
 * @param name how messages call it: hunk 1, block 2
 * @param diffLine the line of the diff on which it begins, from 1
 * @param start the line of the old file that it says it is at, from 1, if it says so
 */
record Hunk(String name, int diffLine, OptionalInt start, List<Line> lines) {

  Hunk {
    lines = List.copyOf(lines);
  }

  /** What a line of a hunk does. */
  enum Kind {
    CONTEXT,
    REMOVED,
    ADDED
  }

  /**
   * A line without its mark and its end.
   *
   * @param unended whether the diff says that no newline follows it
   */
  record Line(Kind kind, String text, boolean unended) {}

  /** The lines that must be there. */
  List<String> old() {
    return side(Kind.ADDED);
  }

  /** The lines that are there afterwards. */
  List<String> fresh() {
    return side(Kind.REMOVED);
  }

  private List<String> side(Kind without) {
    return lines.stream().filter(line -> line.kind() != without).map(Line::text).toList();
  }

  boolean onlyAdds() {
    return lines.stream().allMatch(line -> line.kind() == Kind.ADDED);
  }

  /** How messages call it. */
  @Override
  public String toString() {
    return name + " (line " + diffLine + " of the diff)";
  }
}
