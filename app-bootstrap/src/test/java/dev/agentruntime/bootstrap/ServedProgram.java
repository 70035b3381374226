package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.Persistence;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The program as a server in a process of its own, which can be killed and started again with the
 * same database on the same port.
 */
final class ServedProgram implements AutoCloseable {

  /** An administrator's. */
  static final String KEY = "q7Zt0vXy4-for-tests-only-Lm2Kd8Rs5Wb";

  /** The model's. */
  static final String MODEL_KEY = "sk-3Hf9-of-the-endpoint-Pq6Nc1Ue";

  private static final Pattern LISTENING = Pattern.compile("listening on ([^\"]+)");
  private static final long PATIENCE_SECONDS = 60;

  private final Program program;
  private final String database;
  private final List<String> options;
  private final Map<String, String> settings = new TreeMap<>();
  private final Queue<String> said = new ConcurrentLinkedQueue<>();
  private Optional<String> failpoints = Optional.empty();
  private Running running;
  private int port;

  /** A process, and where it listens. */
  private record Running(Process process, CompletableFuture<URI> address, Thread reader) {}

  private ServedProgram(
      Path home, FakeModelEndpoint model, String database, Map<String, String> settings)
      throws IOException {
    this.program = new Program(home);
    this.database = database;
    this.options = List.of("--model", "m", "--base-url", model.baseUrl());
    this.settings.putAll(settings);
    this.running = launch();
  }

  /**
   * Starts it and waits until it listens.
   *
   * @param model which it asks
   * @param settings variables, without the beginning that they have in common
   */
  static ServedProgram start(Path home, FakeModelEndpoint model, Map<String, String> settings)
      throws IOException {
    return startOn(file(home), home, model, settings);
  }

  /** The same on that database. */
  static ServedProgram startOn(
      String database, Path home, FakeModelEndpoint model, Map<String, String> settings)
      throws IOException {
    ServedProgram server = new ServedProgram(home, model, database, settings);
    server.address();
    return server;
  }

  private static String file(Path home) {
    return "sqlite:" + home.resolve("sessions.db");
  }

  private Running launch() throws IOException {
    var arguments =
        new ArrayList<>(List.of("serve", "--port", Integer.toString(port), "--db", database));
    arguments.addAll(options);
    List<String> java =
        Stream.concat(
                failpoints.stream().map(plan -> "-Dagentruntime.failpoints=" + plan),
                PackedClasses.forServers().stream())
            .toList();
    ProcessBuilder builder =
        program
            .builder(java, arguments.toArray(String[]::new))
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().put("AGENT_RUNTIME_API_KEY", KEY);
    builder.environment().put("OPENAI_API_KEY", MODEL_KEY);
    settings.forEach((name, value) -> builder.environment().put("AGENT_RUNTIME_" + name, value));
    Process process = builder.start();
    var address = new CompletableFuture<URI>();
    Thread reader = Thread.ofVirtual().start(() -> listen(process, address));
    return new Running(process, address, reader);
  }

  /** Reads what it says to its end, so that it never waits for a reader. */
  private void listen(Process process, CompletableFuture<URI> address) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(line);
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
          address.complete(URI.create(listening.group(1)));
        }
      }
    } catch (IOException e) {
      said.add(e.toString());
    } finally {
      address.completeExceptionally(new AssertionError("it does not listen; it said: " + said));
    }
  }

  /** Where it listens; waits while it is being started again. */
  synchronized URI address() {
    URI address = running.address().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    port = address.getPort();
    return address;
  }

  /** Whether it came to listen, and did not end before. */
  synchronized boolean listens() {
    boolean ended =
        running
            .address()
            .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .handle((address, failure) -> failure != null)
            .join();
    return !ended;
  }

  boolean isAlive() {
    return running.process().isAlive();
  }

  /** What happens at failpoints from the next start on; nothing if there is no plan. */
  void plan(Optional<String> plan) {
    failpoints = plan;
  }

  /** Kills it as a lost machine does. */
  void kill() {
    running.process().destroyForcibly();
  }

  /** Kills it as a lost machine does, and starts it again. */
  synchronized void killAndRestart() {
    address();
    kill();
    end();
    restart();
  }

  /** Starts it again when it has ended, and waits until it listens. */
  synchronized void restart() {
    startAgain();
    address();
  }

  /** Starts it again when it has ended, on the same port. */
  synchronized void startAgain() {
    assertThat(isAlive()).isFalse();
    try {
      running = launch();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks it to stop, by the signal that init systems send; what it says is read on. */
  void terminate() {
    running.process().toHandle().destroy();
  }

  /**
   * Waits until it has ended.
   *
   * @return its status
   */
  int end() {
    try {
      assertThat(running.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as("it ends; it said: %s", said)
          .isTrue();
      running.reader().join();
      return running.process().exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the server ended", e);
    }
  }

  /** Everything that it wrote to either stream, line by line, over all its starts. */
  List<String> said() {
    return List.copyOf(said);
  }

  /** The address of its database. */
  String database() {
    return database;
  }

  /** Its database, when it does not run. */
  Persistence store() {
    return StoredLogs.open(database());
  }

  @Override
  public void close() {
    running.process().destroyForcibly();
    end();
    StoredLogs.check(database());
  }
}
