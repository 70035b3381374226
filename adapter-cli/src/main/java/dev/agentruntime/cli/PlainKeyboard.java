package dev.agentruntime.cli;

import java.util.Optional;

/** Lines as the input has them: from a pipe, or a terminal that can do nothing but print. */
final class PlainKeyboard implements Keyboard {

  private static final String GOES_ON = "\\";

  private final InputLines lines;
  private final Screen screen;

  PlainKeyboard(InputLines lines, Screen screen) {
    this.lines = lines;
    this.screen = screen;
  }

  @Override
  public Optional<String> line(Styled prompt, Deadline deadline)
      throws InterruptedException, Deadline.TimedOutException {
    screen.idle();
    screen.print(prompt);
    boolean typed = false;
    try {
      Optional<String> line = lines.next(deadline);
      typed = line.isPresent();
      return line;
    } finally {
      screen.answered(typed);
    }
  }

  @Override
  public Optional<String> message(Styled prompt) throws InterruptedException {
    lines.forgetInterrupts();
    var message = new StringBuilder();
    Optional<String> line = some(prompt);
    while (line.isPresent() && line.get().endsWith(GOES_ON)) {
      message.append(line.get(), 0, line.get().length() - 1).append('\n');
      line = some(prompt.pieces().isEmpty() ? prompt : Styled.of("> "));
    }
    return line.map(last -> message.append(last).toString())
        .or(() -> Optional.of(message.toString()).filter(text -> !text.isEmpty()));
  }

  private Optional<String> some(Styled prompt) throws InterruptedException {
    try {
      return line(prompt, Deadline.NEVER);
    } catch (Deadline.TimedOutException e) {
      throw new IllegalStateException("a deadline that never comes has passed", e);
    }
  }

  /** Ends the waiting for a line. */
  void interrupt() {
    lines.interrupt();
  }
}
