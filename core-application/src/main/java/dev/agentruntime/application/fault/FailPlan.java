package dev.agentruntime.application.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What happens at failpoints, for the whole life of a process. Safe for many threads.
 *
 * <ul>
 *   <li>{@code record=FILE} writes the name of each failpoint that is reached, a line each.
 *   <li>{@code halt=NAME@HIT} ends the process when that one is reached for the HIT-th time, at
 *       once and without a word, as a killed one ends.
 *   <li>{@code hold=NAME@HIT,FILE} makes FILE then, and keeps the thread for ever: whoever waits
 *       for the file can kill the process.
 * </ul>
 */
interface FailPlan {

  /** The system property that has the plan. No configuration file and no variable can set it. */
  String PROPERTY = "agentruntime.failpoints";

  /** As of a process that was killed (128 + SIGKILL). */
  int STATUS = 137;

  /** Whether anything happens at all. */
  boolean isActive();

  /** A failpoint is reached. */
  void reached(String name);

  /** Ends the process, at once. */
  interface End {
    void halt(int status);
  }

  /** Nothing happens. */
  enum Nothing implements FailPlan {
    INSTANCE;

    @Override
    public boolean isActive() {
      return false;
    }

    @Override
    public void reached(String name) {}
  }

  /** The plan of this process. */
  static FailPlan ofProcess() {
    return parse(Optional.ofNullable(System.getProperty(PROPERTY)), Runtime.getRuntime()::halt);
  }

  /**
   * Reads a plan.
   *
   * @throws IllegalArgumentException if it is none
   */
  static FailPlan parse(Optional<String> plan, End end) {
    return plan.map(text -> parse(text, end)).orElse(Nothing.INSTANCE);
  }

  private static FailPlan parse(String text, End end) {
    Matcher record = Forms.RECORD.matcher(text);
    if (record.matches()) {
      return new Recording(Path.of(record.group("file")));
    }
    Matcher at = Forms.AT.matcher(text);
    if (!at.matches()) {
      throw new IllegalArgumentException(
          PROPERTY + " is record=FILE, halt=NAME@HIT or hold=NAME@HIT,FILE, not " + text);
    }
    Runnable deed =
        Optional.ofNullable(at.group("file"))
            .<Runnable>map(file -> () -> hold(Path.of(file)))
            .orElse(() -> end.halt(STATUS));
    return new Once(at.group("name"), Integer.parseInt(at.group("hit")), new AtomicInteger(), deed);
  }

  /** How plans are written. */
  final class Forms {
    private static final Pattern RECORD = Pattern.compile("record=(?<file>.+)");
    private static final Pattern AT =
        Pattern.compile("(halt|hold(?=.*,))=(?<name>[^@,]+)@(?<hit>[1-9]\\d{0,5})(,(?<file>.+))?");

    private Forms() {}
  }

  private static void hold(Path mark) {
    append(mark, "held");
    // Only a kill ends it: whoever is stopped orderly here would prove nothing.
    while (true) {
      LockSupport.park();
      // Else it would not be kept any more.
      Thread.interrupted();
    }
  }

  private static void append(Path file, String line) {
    try {
      Files.writeString(
          file,
          line + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes down what is reached. */
  record Recording(Path file) implements FailPlan {
    @Override
    public boolean isActive() {
      return true;
    }

    @Override
    public void reached(String name) {
      append(file, name);
    }
  }

  /**
   * Does something once.
   *
   * @param hit when the failpoint is reached for the how manieth time
   */
  record Once(String name, int hit, AtomicInteger hits, Runnable deed) implements FailPlan {
    @Override
    public boolean isActive() {
      return true;
    }

    @Override
    public void reached(String reached) {
      if (reached.equals(name) && hits.incrementAndGet() == hit) {
        deed.run();
      }
    }
  }
}
