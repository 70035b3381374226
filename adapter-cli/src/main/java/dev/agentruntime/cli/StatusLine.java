package dev.agentruntime.cli;

import dev.agentruntime.application.output.VisibleText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * The last rows of a terminal while something is awaited: what it is, for how long by now, and what
 * a running command printed last. They are gone before anything else is written there, which the
 * streams that it {@linkplain #guard guards} see to, and never drawn behind an unfinished line. For
 * many threads.
 */
final class StatusLine {

  private static final int MAX_TAIL = 3;
  private static final int MAX_KEPT = 500;
  private static final String FRAMES = "-\\|/";
  private static final String NOTHING = "";

  private final PrintStream terminal;
  private final IntSupplier columns;
  private final LongSupplier nanos;
  private final boolean colours;
  private final Deque<String> tail = new ArrayDeque<>();
  private final StringBuilder unfinished = new StringBuilder();
  private List<String> drawn = List.of();
  private String awaited = NOTHING;
  private long since;
  private int frame;
  private boolean atLineStart = true;

  /**
   * A status line that shows nothing yet.
   *
   * @param nanos a clock like {@link System#nanoTime}
   */
  StatusLine(PrintStream terminal, IntSupplier columns, LongSupplier nanos, boolean colours) {
    this.terminal = terminal;
    this.columns = columns;
    this.nanos = nanos;
    this.colours = colours;
  }

  /** From now on this is awaited. */
  synchronized void await(String what) {
    erase();
    awaited = VisibleText.line(what, MAX_KEPT);
    since = nanos.getAsLong();
    tail.clear();
    unfinished.setLength(0);
  }

  /** Nothing is awaited. */
  synchronized void idle() {
    erase();
    awaited = NOTHING;
    tail.clear();
    unfinished.setLength(0);
  }

  /** A running command printed something. */
  synchronized void output(String piece) {
    piece
        .codePoints()
        .forEach(
            c -> {
              if (c == '\n') {
                tail.add(unfinished.toString());
                unfinished.setLength(0);
              } else if (unfinished.length() < MAX_KEPT) {
                unfinished.appendCodePoint(c);
              }
              if (tail.size() > MAX_TAIL) {
                tail.remove();
              }
            });
  }

  /** Draws it anew. */
  synchronized void tick() {
    if (awaited.isEmpty() || !atLineStart) {
      return;
    }
    erase();
    int most = Math.max(columns.getAsInt() - 1, 1);
    var rows = new ArrayList<Styled>();
    tail().forEach(line -> rows.add(Styled.of(Ink.DIM, cut("| " + shown(line), most))));
    rows.add(Styled.of(Ink.CYAN, awaiting(most)));
    drawn = rows.stream().map(Styled::plain).toList();
    terminal.print(String.join("\n", rows.stream().map(row -> row.render(colours)).toList()));
    terminal.flush();
  }

  private List<String> tail() {
    var lines = new ArrayList<>(tail);
    if (!unfinished.isEmpty()) {
      lines.add(unfinished.toString());
    }
    return lines.subList(Math.max(0, lines.size() - MAX_TAIL), lines.size());
  }

  private static String shown(String line) {
    return new Styled.Piece(Ink.PLAIN, line).text();
  }

  private String awaiting(int most) {
    frame = (frame + 1) % FRAMES.length();
    String head = FRAMES.charAt(frame) + " ";
    String time = " " + Durations.whole(Duration.ofNanos(nanos.getAsLong() - since));
    return cut(head + cut(awaited, Math.max(1, most - head.length() - time.length())) + time, most);
  }

  /** A text in at most so many columns. */
  private static String cut(String text, int most) {
    if (Styled.columns(text) <= most) {
      return text;
    }
    var cut = new StringBuilder();
    text.codePoints()
        .takeWhile(c -> Styled.columns(cut + Character.toString(c)) < most)
        .forEach(cut::appendCodePoint);
    return cut + "…";
  }

  /** A terminal that was made narrower has broken what was drawn into more rows. */
  private void erase() {
    if (drawn.isEmpty()) {
      return;
    }
    int width = Math.max(columns.getAsInt(), 1);
    int above =
        drawn.stream().mapToInt(row -> Math.max(1, Math.ceilDiv(Styled.columns(row), width))).sum()
            - 1;
    drawn = List.of();
    terminal.print("\r" + (above > 0 ? "\u001b[" + above + "A" : "") + "\u001b[J");
    terminal.flush();
  }

  /** The cursor is at the beginning of a line again: a person pressed Enter. */
  synchronized void lineStarts() {
    atLineStart = true;
  }

  /** The stream, with this status line out of the way of whatever is written to it. */
  PrintStream guard(PrintStream stream) {
    return new PrintStream(new Guarded(stream), true, StandardCharsets.UTF_8);
  }

  private final class Guarded extends OutputStream {
    private final PrintStream stream;

    Guarded(PrintStream stream) {
      this.stream = stream;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (length > 0) {
        synchronized (StatusLine.this) {
          erase();
          stream.write(bytes, offset, length);
          stream.flush();
          atLineStart = bytes[offset + length - 1] == '\n';
        }
      }
    }

    @Override
    public void flush() {
      stream.flush();
    }
  }
}
