package dev.agentruntime.cli;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.nativ.CLibrary;
import org.jline.utils.Signals;

/**
 * The terminal of this process. JLine is loaded when a terminal is measured, asked at or listened
 * to, which is never in a run without one.
 */
final class JLineTerminals extends Terminals {

  private static final String INTERRUPT = "INT";
  private static final int INTERRUPTED = 130;
  private static final int USUAL_COLUMNS = 80;
  private static final int USUAL_ROWS = 24;
  private static final long TICK_MILLIS = 100;

  private final Map<String, String> environment;
  private final Map<Stream, Boolean> known = new EnumMap<>(Stream.class);
  private final AtomicBoolean leaving = new AtomicBoolean();
  private volatile Optional<Runnable> wakeKeyboard = Optional.empty();
  private volatile Optional<Runnable> onInterrupt = Optional.empty();
  private volatile boolean lent;

  JLineTerminals(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  synchronized boolean has(Stream stream) {
    return known.computeIfAbsent(stream, JLineTerminals::isTerminal);
  }

  /** Java cannot tell for each stream apart; the shell's own test can, without a native library. */
  private static boolean isTerminal(Stream stream) {
    try {
      return new ProcessBuilder("test", "-t", Integer.toString(stream.descriptor()))
              .inheritIO()
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  boolean isOne() {
    return Objects.equals(
        CLibrary.ttyname(Stream.OUT.descriptor()), CLibrary.ttyname(Stream.ERR.descriptor()));
  }

  @Override
  int columns() {
    int columns = size().ws_col;
    return columns > 0 ? columns : USUAL_COLUMNS;
  }

  @Override
  int rows() {
    int rows = size().ws_row;
    return rows > 0 ? rows : USUAL_ROWS;
  }

  private static CLibrary.WinSize size() {
    var size = new CLibrary.WinSize();
    CLibrary.ioctl(Stream.ERR.descriptor(), CLibrary.TIOCGWINSZ, size);
    return size;
  }

  @Override
  Keyboard keyboard(Screen screen) {
    if (!has(Stream.IN) || !has(Stream.ERR) || Colours.isDumb(environment)) {
      return plain(screen);
    }
    try {
      var keyboard = new JLineKeyboard(screen, this::interrupted, environment);
      wakeKeyboard = Optional.of(keyboard::interrupt);
      return keyboard;
    } catch (IOException e) {
      return plain(screen);
    }
  }

  private Keyboard plain(Screen screen) {
    var keyboard = new PlainKeyboard(new InputLines(screen.surroundings().in()), screen);
    wakeKeyboard = Optional.of(keyboard::interrupt);
    return keyboard;
  }

  @Override
  void forgetTyped() {
    var attributes = new CLibrary.Termios();
    if (CLibrary.tcgetattr(Stream.IN.descriptor(), attributes) == 0) {
      CLibrary.tcsetattr(Stream.IN.descriptor(), CLibrary.TCSAFLUSH, attributes);
    }
  }

  @Override
  Listening onInterrupt(Runnable action) {
    onInterrupt = Optional.of(action);
    Object before = Signals.register(INTERRUPT, this::interrupted);
    return () -> {
      onInterrupt = Optional.empty();
      Signals.unregister(INTERRUPT, before);
    };
  }

  /** Ctrl-C, wherever it comes from. */
  private void interrupted() {
    if (!lent) {
      onInterrupt.ifPresent(Runnable::run);
      wakeKeyboard.ifPresent(Runnable::run);
    }
  }

  @Override
  Listening often(Runnable action) {
    Thread ticker =
        Thread.ofPlatform()
            .daemon()
            .name("ticker")
            .start(
                () -> {
                  try {
                    while (true) {
                      Thread.sleep(TICK_MILLIS);
                      action.run();
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    return ticker::interrupt;
  }

  @Override
  int lend(ProcessBuilder program) throws IOException, InterruptedException {
    lent = true;
    Process process = program.inheritIO().start();
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      throw e;
    } finally {
      lent = false;
    }
  }

  /** Whoever insists does not wait for anything any more. */
  @Override
  void leave() {
    if (leaving.compareAndSet(false, true)) {
      Runtime.getRuntime().exit(INTERRUPTED);
    } else {
      Runtime.getRuntime().halt(INTERRUPTED);
    }
  }
}
