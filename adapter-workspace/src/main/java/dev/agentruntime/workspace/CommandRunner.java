package dev.agentruntime.workspace;

import dev.agentruntime.workspace.ProcessFamily.Leader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs commands. When a command ends, by itself, by its timeout or by an interrupt of the caller,
 * everything that it has started ends with it, in at most three seconds.
 *
 * @param proc where the system tells of its processes
 */
record CommandRunner(CommandEnvironment environment, Path proc) {

  private static final String SHELL = "/bin/sh";
  private static final Duration LAST_OUTPUT = Duration.ofMillis(500);
  private static final Duration LOOK = Duration.ofMillis(50);

  /**
   * Enters the folder and looks where that led: on the way there a folder may have become a link.
   * Where it did, it says a word that nobody else knows.
   */
  private static final String ENTER =
      "cd -P -- \"$1\" 2>/dev/null && [ \"$(pwd -P)\" = \"$1\" ]"
          + " || { printf %s \"$2\"; exit 126; }; exec /bin/sh -c \"$3\"";

  private static final int NOT_ENTERED = 126;

  /**
   * Where a command runs.
   *
   * @param folder without any link
   * @param frozen what in the workspace the sandbox keeps from being changed
   */
  record Place(Path folder, Optional<Sandbox> sandbox, List<Path> frozen) {}

  /**
   * A command to run.
   *
   * @param line for the shell
   * @param mark identifies the call
   */
  record Command(String line, Place place, Duration timeout, String mark) {}

  /**
   * A command that ended.
   *
   * @param exitCode empty if its time was over
   * @param stopped processes that were still there
   * @param survivors processes that could not be ended
   */
  record Ended(
      OptionalInt exitCode, Duration duration, String output, int stopped, int survivors) {}

  /**
   * Runs it.
   *
   * @throws ToolFailedException if nothing was run, since its folder is not what it was or the
   *     system does not start it
   */
  Ended run(Command command, CommandOutput output)
      throws ToolFailedException, InterruptedException {
    Optional<Path> setsid = setsid();
    String notEntered = UUID.randomUUID().toString();
    var started = new CompletableFuture<Process>();
    ProcessBuilder builder = prepare(command, setsid, notEntered);
    // The sandbox ends with the thread that started it, so that has to be one that stays.
    Thread keeper =
        Thread.ofPlatform().daemon().name("command").start(() -> keep(builder, started, output));
    Process process = process(started);
    long begin = System.nanoTime();
    var family = new ProcessFamily(process, leader(command, setsid), command.mark(), proc);
    Thread atExit = Thread.ofPlatform().unstarted(family::kill);
    try {
      Runtime.getRuntime().addShutdownHook(atExit);
      boolean ended = await(process, command.timeout(), output);
      if (isShuttingDown(atExit)) {
        // The hook may have killed it, so its exit code says nothing of what it did: there is no
        // result. Whoever stops the program interrupts this thread, or the process ends first.
        new CountDownLatch(1).await();
      }
      Duration duration = Duration.ofNanos(System.nanoTime() - begin);
      ProcessFamily.Stopped stopped = family.stop();
      keeper.join(LAST_OUTPUT);
      output.end();
      output.show();
      OptionalInt exitCode = ended ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
      String told = output.told();
      if (exitCode.orElse(0) == NOT_ENTERED && told.equals(notEntered)) {
        throw new ToolFailedException(
            "the folder was removed or replaced while the command started, so nothing was run");
      }
      return new Ended(exitCode, duration, told, stopped.found(), stopped.survivors());
    } finally {
      // Finds nothing after the usual end; after an interrupt it does the work.
      family.stop();
      forget(atExit);
    }
  }

  private ProcessBuilder prepare(Command command, Optional<Path> setsid, String notEntered) {
    Place place = command.place();
    List<String> enter =
        List.of(SHELL, "-c", ENTER, SHELL, place.folder().toString(), notEntered, command.line());
    var line = new ArrayList<String>();
    setsid.ifPresent(path -> line.add(path.toString()));
    line.addAll(place.sandbox().map(box -> box.around(place.frozen(), enter)).orElse(enter));
    var builder =
        new ProcessBuilder(line)
            .directory(Path.of("/").toFile())
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment.of(command.mark()));
    return builder;
  }

  private static void keep(
      ProcessBuilder builder, CompletableFuture<Process> started, CommandOutput output) {
    try {
      Process process = builder.start();
      started.complete(process);
      output.drain(process.getInputStream());
      process.waitFor();
      // After an interrupt nobody else does it.
      output.end();
    } catch (IOException | InterruptedException e) {
      started.completeExceptionally(e);
    }
  }

  /** Not interrupted, for what is started has to be ended. */
  private static Process process(CompletableFuture<Process> started) throws ToolFailedException {
    try {
      return started.join();
    } catch (CompletionException e) {
      throw new ToolFailedException("the command could not be started: " + e.getMessage());
    }
  }

  private static Leader leader(Command command, Optional<Path> setsid) {
    if (setsid.isEmpty()) {
      return Leader.ALONE;
    }
    return command.place().sandbox().isPresent() ? Leader.OF_SANDBOX : Leader.OF_GROUP;
  }

  /** Whether it ended in time. */
  private static boolean await(Process process, Duration timeout, CommandOutput output)
      throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    long left = timeout.toNanos();
    while (left > 0) {
      if (process.waitFor(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS)) {
        return true;
      }
      output.show();
      left = end - System.nanoTime();
    }
    return false;
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
