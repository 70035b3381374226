package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jline.nativ.CLibrary;
import org.jline.terminal.Size;
import org.jline.terminal.impl.jni.JniNativePty;
import org.jline.terminal.impl.jni.JniTerminalProvider;

/**
 * A person's side of a terminal at which the program runs: the program has it as its controlling
 * terminal, so that keys become signals as they do elsewhere.
 */
final class PseudoTerminal implements AutoCloseable {

  static final String CTRL_C = "\u0003";
  static final String CTRL_D = "\u0004";
  static final String ENTER = "\r";

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** What would make the program behave otherwise than on a plain terminal. */
  private static final Set<String> REMOVED =
      Set.of("CI", "NO_COLOR", "TERM", "EDITOR", "VISUAL", "PAGER");

  /** Sequences that a terminal obeys and does not show. */
  private static final Pattern SEQUENCE = Pattern.compile("\u001b(\\[[0-9;?]*[A-Za-z]|[=>])");

  private final JniNativePty pty;
  private final Process process;
  private final OutputStream keys;
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final Thread reader;
  private int read;

  private PseudoTerminal(JniNativePty pty, Process process) {
    this.pty = pty;
    this.process = process;
    this.keys = pty.getMasterOutput();
    this.reader = Thread.ofPlatform().daemon().start(() -> watch(pty.getMasterInput()));
  }

  /** Starts the program at a terminal of that size. */
  static PseudoTerminal start(
      Program program, int columns, int rows, Map<String, String> environment, String... arguments)
      throws IOException {
    var pty = (JniNativePty) new JniTerminalProvider().open(null, Size.of(columns, rows));
    ProcessBuilder builder = program.builder(arguments);
    var command = new ArrayList<>(List.of("setsid", "--ctty"));
    command.addAll(builder.command());
    var slave = new File(pty.getName());
    builder
        .command(command)
        .redirectInput(slave)
        .redirectOutput(slave)
        .redirectError(slave)
        .environment()
        .keySet()
        .removeAll(REMOVED);
    builder.environment().putAll(environment);
    var terminal = new PseudoTerminal(pty, builder.start());
    // Only the program holds it now, so its end is the end of the terminal.
    new FileInputStream(pty.getSlaveFD()).close();
    return terminal;
  }

  private void watch(InputStream output) {
    var buffer = new byte[4096];
    try {
      int count = output.read(buffer);
      while (count >= 0) {
        synchronized (screen) {
          screen.write(buffer, 0, count);
          screen.notifyAll();
        }
        count = output.read(buffer);
      }
    } catch (IOException e) {
      // The program has ended, and with it the other side.
    }
    synchronized (screen) {
      screen.notifyAll();
    }
  }

  /** Waits until this is written, behind what was waited for before. */
  PseudoTerminal await(String text) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    synchronized (screen) {
      int at = all().indexOf(text, read);
      while (at < 0) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0 || (!reader.isAlive() && all().indexOf(text, read) < 0)) {
          throw new AssertionError("\"" + text + "\" does not come; the terminal shows:\n" + all());
        }
        screen.wait(Math.min(left, 200));
        at = all().indexOf(text, read);
      }
      read = at + text.length();
    }
    return this;
  }

  PseudoTerminal type(String text) throws IOException {
    keys.write(text.getBytes(StandardCharsets.UTF_8));
    keys.flush();
    return this;
  }

  /** Makes it wider or narrower, which the program is told by a signal. */
  PseudoTerminal resize(int columns, int rows) {
    var size = new CLibrary.WinSize((short) rows, (short) columns);
    assertThat(CLibrary.ioctl(pty.getMaster(), CLibrary.TIOCSWINSZ, size)).isZero();
    return this;
  }

  /** The program's exit status, once it has ended and all it wrote is here. */
  int end() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the program does not end; the terminal shows:\n" + all());
    }
    reader.join(PATIENCE.toMillis());
    assertThat(reader.isAlive()).as("somebody keeps the terminal open").isFalse();
    return process.exitValue();
  }

  /** Everything that was written, sequences and all. */
  String all() {
    synchronized (screen) {
      return screen.toString(StandardCharsets.UTF_8);
    }
  }

  /** Where the terminal stands in what was written. */
  int position() {
    return read;
  }

  /** What was written, as it reads. */
  static List<String> lines(String written) {
    return SEQUENCE
        .matcher(written)
        .replaceAll("")
        .lines()
        .map(line -> line.substring(line.lastIndexOf('\r') + 1))
        .toList();
  }

  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    pty.close();
  }
}
