package dev.agentruntime.bootstrap;

import dev.agentruntime.cli.AgentCli;
import dev.agentruntime.cli.Surroundings;
import dev.agentruntime.cli.Terminals;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The program's commands within this process, with a home of their own. */
record Commands(Path home, Map<String, String> variables) {

  Commands(Path home) {
    this(home, new HashMap<>());
  }

  /** What a command left. */
  record Ran(int status, String out, String err) {}

  Ran run(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var surroundings =
        new Surroundings(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Terminals.none(),
            variables,
            home);
    int status = new AgentCli(new ConfiguredRuntimes(variables, home), surroundings).run(arguments);
    return new Ran(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
