package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A server that dies once in each of its lives, where a plan says, and is started again with the
 * plan that comes next.
 */
final class DyingServer {

  private static final int KILLED = 137;

  /** How a process comes to its end. */
  enum End {
    /** By itself, at once and without a word. */
    HALT,
    /** By SIGKILL, while a thread is held at the failpoint and all others go on. */
    KILL
  }

  /**
   * A death, or two: of the second one only those who recover from the first one can die.
   *
   * @param hit when the failpoint is reached for the how manieth time in a life
   */
  record Death(Optional<Death> first, String failpoint, int hit, End end) {

    /** What tells it from all others. */
    String name() {
      return first.map(one -> one.name() + " then ").orElse("")
          + failpoint
          + "@"
          + hit
          + (end == End.KILL ? " killed" : "");
    }
  }

  private final ServedProgram server;
  private final Path mark;
  private final Deque<Death> coming;
  private final List<Death> died = new ArrayList<>();
  private Optional<Death> wanted = Optional.empty();

  /** Which of the deaths of {@link #wanted} this life is to end with. */
  private Optional<Death> planned = Optional.empty();

  private int lives;

  /**
   * A server that was killed, and what it is to die of from now on.
   *
   * @param folder for what says that a thread is held
   */
  DyingServer(ServedProgram server, Path folder, List<Death> deaths) {
    this.server = server;
    this.mark = folder.resolve("held");
    this.coming = new ArrayDeque<>(deaths);
  }

  /** What is to come, and did not yet. */
  Optional<Death> wanted() {
    return wanted;
  }

  List<Death> died() {
    return List.copyOf(died);
  }

  boolean isWaitingFor(Death death) {
    return wanted.equals(Optional.of(death));
  }

  /** Starts it with what comes next, again and again if it dies before it listens. */
  void begin() {
    next();
    start();
  }

  private void next() {
    wanted = Optional.ofNullable(coming.poll());
    planned = wanted.map(death -> death.first().orElse(death));
  }

  private void start() {
    boolean listens = false;
    while (!listens) {
      launch();
      listens = server.listens();
      if (!listens) {
        bury();
      }
    }
  }

  private void launch() {
    Path held = mark.resolveSibling(mark.getFileName() + "-" + lives++);
    server.plan(planned.map(death -> plan(death, held)));
    server.startAgain();
    if (planned.filter(death -> death.end() == End.KILL).isPresent()) {
      ServedProgram life = server;
      Thread.ofVirtual().name("killer").start(() -> killWhenHeld(life, held));
    }
  }

  private static String plan(Death death, Path held) {
    String at = death.failpoint() + "@" + death.hit();
    return death.end() == End.HALT ? "halt=" + at : "hold=" + at + "," + held;
  }

  private static void killWhenHeld(ServedProgram server, Path held) {
    while (server.isAlive() && !Files.exists(held)) {
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
    if (Files.exists(held)) {
      server.kill();
    }
  }

  /** Ends this life, and begins another one with the same plan: some happens at a start alone. */
  void liveAgain() {
    if (server.isAlive()) {
      server.kill();
      server.end();
      start();
    } else {
      revive();
    }
  }

  /** Called by who got no answer: if it died, it lives again when this returns. */
  void revive() {
    if (!server.isAlive()) {
      bury();
      start();
    } else {
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }

  /** It died of what was planned; nothing else may end it. */
  private void bury() {
    assertThat(server.end()).as("how it ended; it said: %s", server.said()).isEqualTo(KILLED);
    assertThat(planned).as("nothing was to end it; it said: %s", server.said()).isPresent();
    if (planned.equals(wanted)) {
      died.add(wanted.orElseThrow());
      next();
    } else {
      planned = wanted;
    }
  }
}
