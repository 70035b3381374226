package dev.agentruntime.workspace;

import java.util.ArrayList;
import java.util.List;

/**
 * What a search finds in one file.
 *
 * @param count how many lines
 * @param listed the first of them
 */
record FileHits(int count, List<Hit> listed) {

  /** Nothing. */
  static final FileHits NONE = new FileHits(0, List.of());

  private static final int MAX_LINE = 300;

  /**
   * One line that was found, with those around it that no hit before has shown.
   *
   * @param afterGap whether lines are left out before it
   * @param shown as {@code path:line: text}
   */
  record Hit(boolean afterGap, String shown) {}

  /**
   * Searches a file.
   *
   * @param most how many are listed
   * @param context how many lines around each are shown
   */
  static FileHits in(
      WorkspacePath file, TextFile content, LineSearch search, int most, int context) {
    List<String> lines = content.lines();
    var listed = new ArrayList<Hit>();
    int count = 0;
    int written = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (search.isIn(lines.get(i))) {
        count++;
        if (listed.size() < most) {
          int from = Math.max(written, i - context);
          int to = Math.min(lines.size(), i + context + 1);
          boolean afterGap = context > 0 && from > written;
          listed.add(new Hit(afterGap, shown(file, lines, from, to, search)));
          written = to;
        }
      }
    }
    return new FileHits(count, listed);
  }

  private static String shown(
      WorkspacePath file, List<String> lines, int from, int to, LineSearch search) {
    var shown = new StringBuilder();
    for (int i = from; i < to; i++) {
      String mark = search.isIn(lines.get(i)) ? ":" : "-";
      shown.append(file).append(mark).append(i + 1).append(mark).append(' ');
      shown.append(Excerpt.line(lines.get(i), MAX_LINE)).append('\n');
    }
    return shown.toString();
  }
}
