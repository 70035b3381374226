package dev.agentruntime.workspace;

/**
 * What is shown of a running command's output: at each look the newest part, and all in all not
 * more than anybody reads. A flood can neither fill the memory nor the feed.
 */
final class LiveOutput {

  static final int MAX_PIECE = 8 * 1024;
  static final int MAX_TOTAL = 1 << 20;

  private final StringBuilder waiting = new StringBuilder();
  private long skipped;
  private long shown;

  void add(String piece) {
    if (shown > MAX_TOTAL) {
      return;
    }
    waiting.append(piece);
    if (waiting.length() > MAX_PIECE) {
      int cut = HeadAndTail.border(waiting, waiting.length() - MAX_PIECE);
      skipped += cut;
      waiting.delete(0, cut);
    }
  }

  /**
   * What has come since the last look.
   *
   * @param last whether nothing will come any more
   */
  String next(boolean last) {
    // What follows it decides whether it is part of a line's end.
    boolean held = !last && !waiting.isEmpty() && waiting.charAt(waiting.length() - 1) == '\r';
    String text = waiting.substring(0, waiting.length() - (held ? 1 : 0));
    waiting.delete(0, text.length());
    if (text.isEmpty()) {
      return "";
    }
    shown += text.length();
    return skippedBefore() + text.replace("\r\n", "\n").replace('\r', '\n') + endIfTooMuch();
  }

  private String skippedBefore() {
    String note = skipped == 0 ? "" : "\n[… " + skipped + " characters not shown …]\n";
    skipped = 0;
    return note;
  }

  private String endIfTooMuch() {
    return shown > MAX_TOTAL ? "\n[more output is not shown while it runs]\n" : "";
  }
}
