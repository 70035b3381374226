package dev.agentruntime.domain.command;

import dev.agentruntime.domain.command.Cursor.HereDocument;

/** The texts that follow a line with {@code <<}. */
final class HereDocuments {

  private HereDocuments() {}

  /** Passes over those that are awaited, and looks for commands in them. */
  static void skip(Cursor in, Findings found) {
    for (HereDocument document : in.awaited()) {
      var body = new StringBuilder();
      boolean ended = false;
      while (!ended && !in.atEnd()) {
        String line = in.line();
        ended = stripped(line, document).equals(document.end());
        body.append(ended ? "" : line + "\n");
      }
      judge(document, body.toString(), ended, found);
    }
    in.awaited().clear();
  }

  private static String stripped(String line, HereDocument document) {
    return document.indented() ? line.replaceFirst("^\t+", "") : line;
  }

  private static void judge(HereDocument document, String body, boolean ended, Findings found) {
    if (!ended || body.contains("\\\n")) {
      found.doubt("where a here-document ends is not clear");
    }
    if (!document.literal()) {
      found.within(() -> Expansions.inText(body, found));
    }
  }
}
