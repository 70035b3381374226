package dev.agentruntime.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * What is shown at once of a long text: its beginning and its end, and how much is between them, so
 * that nothing can be hidden behind a length.
 *
 * @param hidden how many rows are not shown
 */
record Excerpt(List<Styled> rows, int hidden) {

  private static final String INDENT = "    ";

  Excerpt {
    rows = List.copyOf(rows);
  }

  /**
   * An excerpt.
   *
   * @param columns of a row
   * @param most rows to show
   * @param rest how all of it can be seen
   */
  static Excerpt of(List<Styled> lines, int columns, int most, String rest) {
    List<Styled> rows =
        Padding.lines(lines).stream()
            .flatMap(line -> line.wrapped(columns, INDENT).stream())
            .toList();
    if (rows.size() <= most) {
      return new Excerpt(rows, 0);
    }
    int last = most / 3;
    int first = Math.max(1, most - last - 1);
    int hidden = rows.size() - first - last;
    var shown = new ArrayList<>(rows.subList(0, first));
    shown.add(Styled.of(Ink.YELLOW, "  … " + Count.of(hidden, "more line") + ", " + rest));
    shown.addAll(rows.subList(rows.size() - last, rows.size()));
    return new Excerpt(shown, hidden);
  }
}
