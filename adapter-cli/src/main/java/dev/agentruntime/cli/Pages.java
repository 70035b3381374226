package dev.agentruntime.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Shows all of a long text: in the pager of a person's choice, else a page after the other. */
record Pages(Screen screen) {

  void show(List<Styled> lines, Deadline deadline)
      throws InterruptedException, Deadline.TimedOutException {
    String pager = screen.surroundings().environment().getOrDefault("PAGER", "");
    if (pager.isBlank() || !lend(pager, lines)) {
      turn(lines, deadline);
    }
  }

  private boolean lend(String pager, List<Styled> lines) throws InterruptedException {
    try {
      Path file = Files.createTempFile("agent-runtime-", ".txt");
      try {
        Files.write(file, lines.stream().map(Styled::plain).toList());
        var program = new ProcessBuilder("sh", "-c", pager + " \"$1\" 1>&2", "sh", file.toString());
        return screen.terminals().lend(program) == 0;
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      screen.show(Styled.of(Ink.YELLOW, "  the pager cannot be used: " + FileTrouble.why(e)));
      return false;
    }
  }

  private void turn(List<Styled> lines, Deadline deadline)
      throws InterruptedException, Deadline.TimedOutException {
    List<Styled> rows =
        lines.stream().flatMap(line -> line.wrapped(screen.columns(), "    ").stream()).toList();
    int page = Math.max(screen.terminals().rows() - 2, 5);
    for (int from = 0; from < rows.size(); from += page) {
      int until = Math.min(from + page, rows.size());
      rows.subList(from, until).forEach(screen::show);
      if (until < rows.size() && !goesOn(rows.size() - until, deadline)) {
        return;
      }
    }
  }

  private boolean goesOn(int left, Deadline deadline)
      throws InterruptedException, Deadline.TimedOutException {
    return screen
        .keyboard()
        .line(
            Styled.of(Ink.YELLOW, "-- " + Count.of(left, "more line") + ": Enter, or q -- "),
            deadline)
        .map(said -> !said.strip().equals("q"))
        .orElse(false);
  }
}
