package dev.agentruntime.cli;

import java.io.IOException;
import java.util.Map;

/** The terminal a command was started at, as far as there is one. */
public abstract class Terminals {

  /** A standard stream. */
  enum Stream {
    IN(0),
    OUT(1),
    ERR(2);

    private final int descriptor;

    Stream(int descriptor) {
      this.descriptor = descriptor;
    }

    /** Its number. */
    int descriptor() {
      return descriptor;
    }
  }

  Terminals() {}

  /** That of this process. Looked at when it is needed, no sooner. */
  public static Terminals ofThisProcess(Map<String, String> environment) {
    return new JLineTerminals(environment);
  }

  /** That of a process without one. */
  public static Terminals none() {
    return new NoTerminals();
  }

  /** Whether the stream is a terminal. */
  abstract boolean has(Stream stream);

  /** Whether standard output and standard error are the same terminal. */
  abstract boolean isOne();

  /** How wide the terminal of standard error is now; asked anew, because it changes. */
  abstract int columns();

  /** How high it is now. */
  abstract int rows();

  /** Where a person's lines come from. */
  abstract Keyboard keyboard(Screen screen);

  /** Forgets what was typed and not read yet, so that it answers nothing that was not shown. */
  abstract void forgetTyped();

  /**
   * From now on Ctrl-C does this, whatever else it would do, and interrupts the keyboard.
   *
   * @return ends that
   */
  abstract Listening onInterrupt(Runnable action);

  /** Calls something several times a second, until it is closed. */
  abstract Listening often(Runnable action);

  /**
   * Lets another program have the terminal until it ends; Ctrl-C is its own meanwhile.
   *
   * @return its exit status
   */
  abstract int lend(ProcessBuilder program) throws IOException, InterruptedException;

  /** Ends the process as Ctrl-C would, at once. */
  abstract void leave();

  /** Something that can be ended. */
  interface Listening extends AutoCloseable {
    @Override
    void close();
  }
}
