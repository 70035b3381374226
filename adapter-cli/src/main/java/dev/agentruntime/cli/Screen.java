package dev.agentruntime.cli;

import dev.agentruntime.cli.Terminals.Stream;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How a run is shown to a person: on a terminal with what is awaited, text as it comes and colours;
 * in a file or a pipe plainly. For many threads.
 */
final class Screen {

  private static final int NARROWEST = 20;

  private final Surroundings surroundings;
  private final Optional<StatusLine> status;
  private final boolean live;
  private final boolean colours;
  private Optional<Keyboard> keyboard = Optional.empty();

  private Screen(
      Surroundings surroundings, Optional<StatusLine> status, boolean live, boolean colours) {
    this.surroundings = surroundings;
    this.status = status;
    this.live = live;
    this.colours = colours;
  }

  static Screen of(Surroundings around, Colours wanted) {
    return of(around, wanted, System::nanoTime);
  }

  static Screen of(Surroundings around, Colours wanted, LongSupplier nanos) {
    boolean live = around.terminals().has(Stream.ERR);
    boolean colours = wanted.wanted(live, around.environment());
    if (!live
        || Colours.isDumb(around.environment())
        || Colours.isBuildServer(around.environment())) {
      return new Screen(around, Optional.empty(), live, colours);
    }
    var status =
        new StatusLine(around.err(), () -> columns(around.terminals().columns()), nanos, colours);
    PrintStream out =
        around.terminals().has(Stream.OUT) ? status.guard(around.out()) : around.out();
    return new Screen(
        around.writingTo(out, status.guard(around.err())), Optional.of(status), true, colours);
  }

  private static int columns(int told) {
    return Math.max(told, NARROWEST);
  }

  /** The surroundings, whose streams keep clear of the status line. */
  Surroundings surroundings() {
    return surroundings;
  }

  Terminals terminals() {
    return surroundings.terminals();
  }

  /** Whether a person watches, so that text is shown as it comes. */
  boolean isLive() {
    return live;
  }

  /** Whether what stands here stands where results go, too. */
  boolean showsResults() {
    return live && terminals().has(Stream.OUT) && terminals().isOne();
  }

  /** How many columns a row may have. */
  int columns() {
    return live ? columns(terminals().columns()) : Integer.MAX_VALUE;
  }

  /** Shows a line, in as many rows as it takes. */
  void show(Styled line) {
    show(line, "");
  }

  /**
   * Shows a line, in as many rows as it takes.
   *
   * @param indent what the rows after the first begin with
   */
  void show(Styled line, String indent) {
    List<Styled> rows = live ? line.wrapped(columns(), indent) : List.of(line);
    rows.forEach(row -> surroundings.err().println(row.render(colours)));
    surroundings.err().flush();
  }

  /** Shows items in as many rows as they take; none of them is broken. */
  void show(Ink ink, List<String> items) {
    var row = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      String item = items.get(i) + (i + 1 < items.size() ? "," : "");
      if (!row.isEmpty() && Styled.columns(row + " " + item) > columns()) {
        show(Styled.of(ink, row.toString()));
        row.setLength(0);
      }
      row.append(row.isEmpty() ? "" : " ").append(item);
    }
    show(Styled.of(ink, row.toString()));
  }

  /** Shows the beginning of a line. */
  void print(Styled beginning) {
    surroundings.err().print(beginning.render(colours));
    surroundings.err().flush();
  }

  /** A text with its looks, for who prints it otherwise. */
  String rendered(Styled text) {
    return text.render(colours);
  }

  /** Shows visible text as it comes; the terminal breaks its lines. */
  void stream(String visible) {
    surroundings.err().print(visible);
    surroundings.err().flush();
  }

  Keyboard keyboard() {
    if (keyboard.isEmpty()) {
      keyboard = Optional.of(terminals().keyboard(this));
    }
    return keyboard.get();
  }

  /**
   * A question was answered, or left.
   *
   * @param typed whether the person's Enter ended the line
   */
  void answered(boolean typed) {
    if (!typed && terminals().has(Stream.IN)) {
      surroundings.err().println();
    }
    status.ifPresent(StatusLine::lineStarts);
  }

  void awaiting(String what) {
    status.ifPresent(line -> line.await(what));
  }

  void output(String piece) {
    status.ifPresent(line -> line.output(piece));
  }

  void idle() {
    status.ifPresent(StatusLine::idle);
  }

  /** Lets the status line live until it is closed. */
  Terminals.Listening animate() {
    if (status.isEmpty()) {
      return () -> {};
    }
    Terminals.Listening ticks = terminals().often(status.get()::tick);
    return () -> {
      ticks.close();
      idle();
    };
  }
}
