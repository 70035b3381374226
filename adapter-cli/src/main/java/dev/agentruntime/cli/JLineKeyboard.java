package dev.agentruntime.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.keymap.KeyMap;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;

/** Lines that can be edited while they are typed, messages also recalled. */
final class JLineKeyboard implements Keyboard {

  private static final String GOES_ON = "\\";
  private static final String NEW_LINE = "new-line";
  private static final int MAX_HISTORY = 1000;

  /** What JLine has to say about itself is nothing for a screen; held, or it would be forgotten. */
  private static final Logger LOG = Logger.getLogger("org.jline");

  private final Screen screen;
  private final Runnable onInterrupt;
  private final Map<String, String> environment;
  private final Terminal terminal;
  private final LineReader questions;
  private final AtomicBoolean interrupted = new AtomicBoolean();
  private Optional<LineReader> messages = Optional.empty();

  /**
   * A keyboard.
   *
   * @param onInterrupt what Ctrl-C does
   * @throws IOException if the terminal cannot be used this way
   */
  JLineKeyboard(Screen screen, Runnable onInterrupt, Map<String, String> environment)
      throws IOException {
    LOG.setLevel(Level.OFF);
    this.screen = screen;
    this.onInterrupt = onInterrupt;
    this.environment = Map.copyOf(environment);
    this.terminal = open();
    // Also while nothing is read: what stands here is what JLine puts back after each line.
    terminal.handle(Signal.INT, signal -> onInterrupt.run());
    this.questions = reader().variable(LineReader.DISABLE_HISTORY, true).build();
  }

  private static Terminal open() throws IOException {
    try {
      return TerminalBuilder.builder()
          .system(true)
          .systemOutput(TerminalBuilder.SystemOutput.SysErr)
          .provider("jni")
          .dumb(false)
          .graphemeCluster(false)
          .nativeSignals(false)
          .encoding(StandardCharsets.UTF_8)
          .build();
    } catch (IllegalStateException e) {
      throw new IOException("the terminal cannot be used for editing lines", e);
    }
  }

  private LineReaderBuilder reader() {
    return LineReaderBuilder.builder()
        .terminal(terminal)
        .appName("agent-runtime")
        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
        .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
        .option(LineReader.Option.INSERT_TAB, true);
  }

  @Override
  public Optional<String> line(Styled prompt, Deadline deadline)
      throws InterruptedException, Deadline.TimedOutException {
    var alarm = new Alarm(deadline, Thread.currentThread());
    try {
      return read(questions, prompt);
    } catch (InterruptedException e) {
      if (alarm.rang()) {
        throw deadline.passed();
      }
      throw e;
    } finally {
      alarm.stop();
    }
  }

  @Override
  public Optional<String> message(Styled prompt) throws InterruptedException {
    interrupted.set(false);
    if (messages.isEmpty()) {
      messages = Optional.of(messages());
    }
    return read(messages.get(), prompt).map(text -> text.replace(GOES_ON + "\n", "\n"));
  }

  private LineReader messages() {
    LineReaderBuilder builder =
        reader()
            .parser(new Messages())
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "> ")
            .variable(LineReader.HISTORY_SIZE, MAX_HISTORY)
            .variable(LineReader.HISTORY_FILE_SIZE, MAX_HISTORY);
    HistoryFile.in(environment)
        .<Path>flatMap(HistoryFile::prepared)
        .ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
    LineReader reader = builder.build();
    Optional.ofNullable(reader.getKeyMaps().get(LineReader.MAIN))
        .ifPresent(keys -> keys.bind(new Reference(NEW_LINE), KeyMap.alt(KeyMap.ctrl('M'))));
    reader
        .getWidgets()
        .put(
            NEW_LINE,
            () -> {
              reader.getBuffer().write("\n");
              return true;
            });
    return reader;
  }

  private Optional<String> read(LineReader reader, Styled prompt) throws InterruptedException {
    screen.idle();
    if (interrupted.getAndSet(false)) {
      throw new InterruptedException("Ctrl-C");
    }
    try {
      return Optional.of(reader.readLine(screen.rendered(prompt)));
    } catch (EndOfFileException e) {
      return Optional.empty();
    } catch (UserInterruptException e) {
      onInterrupt.run();
      interrupted.set(false);
      throw new InterruptedException("Ctrl-C");
    } finally {
      screen.answered(true);
    }
  }

  /** Ends the next question: there was a Ctrl-C while none was asked. */
  void interrupt() {
    interrupted.set(true);
  }

  /** Takes a message as it is, quotes and all; one that ends in a backslash goes on. */
  private static final class Messages implements Parser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
      if (context == ParseContext.ACCEPT_LINE && line.endsWith(GOES_ON)) {
        throw new EOFError(-1, cursor, "the message goes on");
      }
      return new Whole(line, cursor);
    }

    @Override
    public boolean isEscapeChar(char c) {
      return false;
    }
  }

  /** A message is one word. */
  private record Whole(String line, int cursor) implements CompletingParsedLine {
    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }

    @Override
    public int rawWordCursor() {
      return cursor;
    }

    @Override
    public int rawWordLength() {
      return line.length();
    }

    @Override
    public String word() {
      return line;
    }

    @Override
    public int wordCursor() {
      return cursor;
    }

    @Override
    public int wordIndex() {
      return 0;
    }

    @Override
    public List<String> words() {
      return List.of(line);
    }
  }

  /** Interrupts a thread when a deadline has passed. */
  private static final class Alarm {
    private final Thread sleeper;
    private final Thread clock;
    private boolean stopped;
    private boolean rang;

    Alarm(Deadline deadline, Thread sleeper) {
      this.sleeper = sleeper;
      this.clock = Thread.ofVirtual().start(() -> waitFor(deadline));
    }

    private void waitFor(Deadline deadline) {
      try {
        Thread.sleep(deadline.left());
        ring();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private synchronized void ring() {
      if (!stopped) {
        rang = true;
        sleeper.interrupt();
      }
    }

    synchronized boolean rang() {
      return rang;
    }

    /** Afterwards no interruption of this alarm comes or stays. */
    synchronized void stop() {
      stopped = true;
      clock.interrupt();
      if (rang) {
        Thread.interrupted();
      }
    }
  }
}
