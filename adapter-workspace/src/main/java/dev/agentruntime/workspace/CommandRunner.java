package dev.agentruntime.workspace;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs commands. When a command ends, by itself, by its timeout or by an interrupt of the caller,
 * everything that it has started ends with it, in at most three seconds.
 *
 * @param proc where the system tells of its processes
 */
record CommandRunner(CommandEnvironment environment, Path proc) {

  private static final String SHELL = "/bin/sh";
  private static final Duration LAST_OUTPUT = Duration.ofMillis(500);

  /**
   * A command to run.
   *
   * @param line for the shell
   * @param mark identifies the call
   */
  record Command(String line, Path folder, Duration timeout, String mark) {}

  /**
   * A command that ended.
   *
   * @param exitCode empty if its time was over
   * @param stopped processes that were still there
   * @param survivors processes that could not be ended
   */
  record Ended(
      OptionalInt exitCode, Duration duration, String output, int stopped, int survivors) {}

  Ended run(Command command, Consumer<String> listener) throws IOException, InterruptedException {
    Optional<Path> setsid = setsid();
    Process process = start(command, setsid);
    long begin = System.nanoTime();
    var family = new ProcessFamily(process, setsid.isPresent(), command.mark(), proc);
    Thread atExit = Thread.ofPlatform().unstarted(family::kill);
    var output = new CommandOutput(listener);
    try {
      Runtime.getRuntime().addShutdownHook(atExit);
      Thread reader =
          Thread.ofPlatform()
              .daemon()
              .name("command-output")
              .start(() -> output.drain(process.getInputStream()));
      boolean ended = process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS);
      if (isShuttingDown(atExit)) {
        // The hook may have killed it, so its exit code says nothing of what it did: there is no
        // result.
        // Whoever stops the program interrupts this thread, or the process ends first.
        new CountDownLatch(1).await();
      }
      Duration duration = Duration.ofNanos(System.nanoTime() - begin);
      ProcessFamily.Stopped stopped = family.stop();
      reader.join(LAST_OUTPUT);
      OptionalInt exitCode = ended ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
      return new Ended(exitCode, duration, output.shown(), stopped.found(), stopped.survivors());
    } finally {
      // Finds nothing after the usual end; after an interrupt it does the work.
      family.stop();
      forget(atExit);
    }
  }

  private Process start(Command command, Optional<Path> setsid) throws IOException {
    List<String> line = new ArrayList<>();
    setsid.ifPresent(path -> line.add(path.toString()));
    line.addAll(List.of(SHELL, "-c", command.line()));
    var builder =
        new ProcessBuilder(line)
            .directory(command.folder().toFile())
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment.of(command.mark()));
    return builder.start();
  }

  /**
   * Gives the command a session and a process group of its own. Where it is missing (it belongs to
   * util-linux) a command can only be ended process by process.
   */
  static Optional<Path> setsid() {
    return List.of("/usr/bin/setsid", "/bin/setsid", "/usr/local/bin/setsid").stream()
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static void forget(Thread atExit) {
    // After the usual end it is gone already; while the program is stopped it runs and finds
    // nothing.
    var unused = isShuttingDown(atExit);
  }

  /** Takes the hook back; where that is too late, the program is being stopped. */
  private static boolean isShuttingDown(Thread atExit) {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }
}
