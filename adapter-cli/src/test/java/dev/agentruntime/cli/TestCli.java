package dev.agentruntime.cli;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.testkit.Invariants;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;

/** Runs commands one after the other, each as a process of its own would. */
final class TestCli {

  final FakeRuntimes runtimes = new FakeRuntimes();
  final Map<String, String> environment = new HashMap<>();
  private final Path folder;
  private InputStream in = new ByteArrayInputStream(new byte[0]);
  private final Set<Terminals.Stream> atTerminal = EnumSet.noneOf(Terminals.Stream.class);
  private Optional<FakeTerminals> terminals = Optional.empty();

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

  /** A person types and is asked; results go elsewhere. */
  TestCli atTerminal() {
    atTerminal.addAll(Set.of(Terminals.Stream.IN, Terminals.Stream.ERR));
    return this;
  }

  /** These streams are a terminal. */
  TestCli atTerminal(Terminals.Stream... streams) {
    atTerminal.addAll(Set.of(streams));
    return this;
  }

  TestCli awayFromTerminal() {
    atTerminal.clear();
    return this;
  }

  /** The terminals of the command that runs. */
  FakeTerminals terminals() {
    return terminals.orElseThrow();
  }

  /** The command tree. */
  CommandLine tree() {
    return new AgentCli(
            runtimes,
            new Surroundings(
                InputStream.nullInputStream(),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new FakeTerminals(Set.of()),
                Map.of(),
                folder))
        .commands();
  }

  Ran run(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    return run(out, err, arguments);
  }

  Ran run(ByteArrayOutputStream out, ByteArrayOutputStream err, String... arguments) {
    var fake = new FakeTerminals(atTerminal);
    terminals = Optional.of(fake);
    var surroundings =
        new Surroundings(
            in,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            fake,
            environment,
            folder);
    int status = new AgentCli(runtimes, surroundings).run(arguments);
    in = new ByteArrayInputStream(new byte[0]);
    Invariants.checkAll(runtimes.store());
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
