package dev.agentruntime.workspace;

/** Collects what a search finds, file by file in their order. For one thread. */
final class SearchHits {

  private static final int MAX_SHOWN = 100_000;

  private final int limit;
  private final StringBuilder shown = new StringBuilder();
  private int listed;
  private int more;
  private int closed;
  private int linked;
  private boolean outOfTime;

  SearchHits(int limit) {
    this.limit = limit;
  }

  void take(FileHits found) {
    int before = listed;
    for (FileHits.Hit hit : found.listed()) {
      if (!isFull()) {
        listed++;
        shown.append(hit.afterGap() && !shown.isEmpty() ? "--\n" : "").append(hit.shown());
      }
    }
    more += found.count() - (listed - before);
  }

  /** Whether what comes now is only counted. */
  boolean isFull() {
    return listed == limit || shown.length() > MAX_SHOWN;
  }

  /** Notes a file that could not be searched. */
  void skipClosed() {
    closed++;
  }

  /** Notes a file that has something but is not shown, since it may be one of the outside. */
  void skipLinked() {
    linked++;
  }

  /** Notes that not all was searched. */
  void endEarly() {
    outOfTime = true;
  }

  String shown() {
    var text = new StringBuilder(listed == 0 ? "[nothing found]\n" : shown);
    if (more > 0) {
      text.append("[%d more; narrow the query, path or file_pattern]\n".formatted(more));
    }
    if (closed > 0) {
      text.append("[%d files were too large or closed to this process]\n".formatted(closed));
    }
    if (linked > 0) {
      text.append(
          "[%d files with hits are not shown: they have other names (hard links); read_file asks for one]\n"
              .formatted(linked));
    }
    if (outOfTime) {
      text.append(
          "[the time was over before all files were searched; narrow path or file_pattern]\n");
    }
    return text.toString();
  }
}
