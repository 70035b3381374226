package dev.agentruntime.cli;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Runs commands one after the other, each as a process of its own would. */
final class TestCli {

  final FakeRuntimes runtimes = new FakeRuntimes();
  final Map<String, String> environment = new HashMap<>();
  private final Path folder;
  private InputStream in = new ByteArrayInputStream(new byte[0]);
  private boolean terminal;

  TestCli(Path folder) {
    this.folder = folder;
  }

  /** What the next command reads. */
  TestCli typing(String... lines) {
    return reading(
        new ByteArrayInputStream(
            (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  TestCli reading(InputStream input) {
    in = input;
    return this;
  }

  TestCli atTerminal() {
    terminal = true;
    return this;
  }

  /** The command tree. */
  CommandLine tree() {
    return new AgentCli(
            runtimes,
            new Surroundings(
                InputStream.nullInputStream(),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                () -> false,
                Map.of(),
                folder))
        .commands();
  }

  TestCli awayFromTerminal() {
    terminal = false;
    return this;
  }

  Ran run(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    return run(out, err, arguments);
  }

  Ran run(ByteArrayOutputStream out, ByteArrayOutputStream err, String... arguments) {
    var surroundings =
        new Surroundings(
            in,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            () -> terminal,
            environment,
            folder);
    int status = new AgentCli(runtimes, surroundings).run(arguments);
    in = new ByteArrayInputStream(new byte[0]);
    return new Ran(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** What a command left. */
  record Ran(int status, String out, String err) {

    List<JsonObject> lines() {
      return out.lines().map(JsonText::readObject).toList();
    }

    JsonObject result() {
      return lines().getLast();
    }

    String session() {
      return result().string("session_id").orElseThrow();
    }

    List<JsonObject> pending() {
      return result().array("pending_approvals").stream().map(JsonObject.class::cast).toList();
    }

    String approval() {
      return pending().getFirst().string("approval_id").orElseThrow();
    }
  }
}
