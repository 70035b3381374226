package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program in a process of its own, with a home of its own. */
record Program(Path home) {

  /** What a run left. */
  record Ran(int status, String out, String err) {}

  Ran run(String... arguments) throws IOException, InterruptedException {
    return finish(start(arguments));
  }

  Process start(String... arguments) throws IOException {
    var builder =
        builder(arguments)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(out().toFile())
            .redirectError(err().toFile());
    return builder.start();
  }

  /** The program as it is started, before it is said where its streams go. */
  ProcessBuilder builder(String... arguments) {
    return builder(PackedClasses.forCommands(), arguments);
  }

  /**
   * The same with other options.
   *
   * @param options of the JVM, the class path among them
   */
  ProcessBuilder builder(List<String> options, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(options);
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(home.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(
            name ->
                name.startsWith("AGENT_RUNTIME_")
                    || name.startsWith("XDG_")
                    || name.startsWith("OPENAI_")
                    || name.equals("DATABASE_URL"));
    builder.environment().put("HOME", home.toString());
    return builder;
  }

  Ran finish(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("the program does not end; it said: " + Files.readString(err()));
    }
    return new Ran(
        process.exitValue(),
        Files.readString(out(), StandardCharsets.UTF_8),
        Files.readString(err(), StandardCharsets.UTF_8));
  }

  /** Waits until a program that runs has made a file. */
  static void awaitFile(Path file, Process process) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!Files.exists(file)) {
      assertThat(process.isAlive()).isTrue();
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  Path err() {
    return home.resolve("stderr.txt");
  }

  private Path out() {
    return home.resolve("stdout.txt");
  }
}
