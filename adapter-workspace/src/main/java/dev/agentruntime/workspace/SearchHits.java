package dev.agentruntime.workspace;

import java.util.List;

/** Collects what a search finds and writes it as {@code path:line: text}. For one thread. */
final class SearchHits {

  private static final int MAX_LINE = 300;
  private static final int MAX_SHOWN = 100_000;

  private final LineSearch search;
  private final int limit;
  private final int context;
  private final StringBuilder shown = new StringBuilder();
  private int listed;
  private int more;
  private int skipped;

  SearchHits(LineSearch search, int limit, int context) {
    this.search = search;
    this.limit = limit;
    this.context = context;
  }

  /** Searches one file. */
  void in(WorkspacePath file, TextFile content) {
    if (!search.mayBeIn(content.text())) {
      return;
    }
    List<String> lines = content.lines();
    int written = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (!search.isIn(lines.get(i))) {
        continue;
      }
      if (listed == limit || shown.length() > MAX_SHOWN) {
        more++;
        continue;
      }
      listed++;
      written = writeAround(file, lines, i, written);
    }
  }

  /**
   * Writes a hit and the lines around it that are not yet there.
   *
   * @param written number of lines of this file up to which all was written that is to be
   */
  private int writeAround(WorkspacePath file, List<String> lines, int hit, int written) {
    int from = Math.max(written, hit - context);
    if (context > 0 && from > written && !shown.isEmpty()) {
      shown.append("--\n");
    }
    int to = Math.min(lines.size(), hit + context + 1);
    for (int i = from; i < to; i++) {
      String mark = search.isIn(lines.get(i)) ? ":" : "-";
      shown.append(file).append(mark).append(i + 1).append(mark).append(' ');
      shown.append(Excerpt.line(lines.get(i), MAX_LINE)).append('\n');
    }
    return Math.max(written, to);
  }

  /** Notes a file that could not be searched. */
  void skip() {
    skipped++;
  }

  String shown() {
    var text = new StringBuilder(listed == 0 ? "[nothing found]\n" : shown);
    if (more > 0) {
      text.append("[%d more; narrow the query, path or file_pattern]\n".formatted(more));
    }
    if (skipped > 0) {
      text.append("[%d files were too large or closed to this process]\n".formatted(skipped));
    }
    return text.toString();
  }
}
