package dev.agentruntime.cli;

import dev.agentruntime.application.output.VisibleText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jline.utils.WCWidth;

/**
 * A line for a person, with pieces that stand out. Whatever is put in is made visible, so the looks
 * it has are the only sequences that reach a terminal.
 */
record Styled(List<Piece> pieces) {

  static final Styled EMPTY = new Styled(List.of());

  private static final String TAB = "    ";

  /** A run of text of one look. */
  record Piece(Ink ink, String text) {
    Piece {
      text = VisibleText.of(text).replace("\t", TAB).replace("\n", "\\n");
    }
  }

  Styled {
    pieces = List.copyOf(pieces);
  }

  static Styled of(String text) {
    return of(Ink.PLAIN, text);
  }

  static Styled of(Ink ink, String text) {
    return new Styled(List.of(new Piece(ink, text)));
  }

  Styled plus(Ink ink, String text) {
    return plus(of(ink, text));
  }

  Styled plus(Styled more) {
    var all = new ArrayList<>(pieces);
    all.addAll(more.pieces);
    return new Styled(all);
  }

  /** The text alone. */
  String plain() {
    return render(false);
  }

  String render(boolean colours) {
    return pieces.stream()
        .map(piece -> colours ? piece.ink().on(piece.text()) : piece.text())
        .collect(Collectors.joining());
  }

  /** How many columns a terminal needs for a text. */
  static int columns(String text) {
    return text.codePoints().map(Styled::columns).sum();
  }

  private static int columns(int codePoint) {
    return Math.max(0, WCWidth.wcwidth(codePoint));
  }

  /**
   * The line in rows of at most so many columns, broken behind a blank where there is one in the
   * second half of a row. Nothing is left out.
   *
   * @param indent what the rows after the first begin with
   */
  List<Styled> wrapped(int columns, String indent) {
    var wrapper = new Wrapper(Math.max(columns, columns(indent) + 2), indent);
    pieces.forEach(
        piece -> piece.text().codePoints().forEach(c -> wrapper.add(new Cell(c, piece.ink()))));
    return wrapper.rows();
  }

  private record Cell(int codePoint, Ink ink) {
    int columns() {
      return Styled.columns(codePoint);
    }
  }

  private static final class Wrapper {
    private final int columns;
    private final String indent;
    private final List<Styled> rows = new ArrayList<>();
    private final List<Cell> row = new ArrayList<>();
    private int width;

    Wrapper(int columns, String indent) {
      this.columns = columns;
      this.indent = indent;
    }

    void add(Cell cell) {
      if (width + cell.columns() > columns) {
        wrap();
      }
      row.add(cell);
      width += cell.columns();
    }

    private void wrap() {
      int end = row.size();
      for (int i = row.size() - 1; i >= row.size() / 2; i--) {
        if (row.get(i).codePoint() == ' ') {
          end = i + 1;
          break;
        }
      }
      List<Cell> rest = List.copyOf(row.subList(end, row.size()));
      row.subList(end, row.size()).clear();
      flush();
      indent.codePoints().forEach(c -> row.add(new Cell(c, Ink.PLAIN)));
      row.addAll(rest);
      width = row.stream().mapToInt(Cell::columns).sum();
    }

    private void flush() {
      var pieces = new ArrayList<Piece>();
      var text = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        text.appendCodePoint(row.get(i).codePoint());
        if (i + 1 == row.size() || row.get(i + 1).ink() != row.get(i).ink()) {
          pieces.add(new Piece(row.get(i).ink(), text.toString()));
          text.setLength(0);
        }
      }
      rows.add(new Styled(pieces));
      row.clear();
    }

    List<Styled> rows() {
      flush();
      return List.copyOf(rows);
    }
  }
}
