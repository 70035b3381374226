package dev.agentruntime.cli;

import dev.agentruntime.application.output.VisibleText;
import java.util.ArrayList;
import java.util.List;

/** Rows under a head, columns as wide as they need to be. */
final class Table {

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... head) {
    rows.add(List.of(head));
  }

  Table row(String... cells) {
    rows.add(List.of(cells).stream().map(cell -> VisibleText.of(cell).replace('\n', ' ')).toList());
    return this;
  }

  /** The lines. The last column is never padded. */
  List<String> lines() {
    int last = rows.getFirst().size() - 1;
    return rows.stream()
        .map(
            row -> {
              var line = new StringBuilder();
              for (int column = 0; column < last; column++) {
                String cell = row.get(column);
                line.append(cell).append(" ".repeat(width(column) - cell.length() + 2));
              }
              return line.append(row.get(last)).toString().stripTrailing();
            })
        .toList();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
