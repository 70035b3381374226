package dev.agentruntime.bootstrap;

import dev.agentruntime.cli.AgentCli;
import dev.agentruntime.cli.Surroundings;
import dev.agentruntime.cli.Terminals;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The program. */
public final class Main {

  private Main() {}

  /** Runs one command and ends with its status. */
  public static void main(String[] arguments) {
    if (Arrays.asList(arguments).contains("--verbose") || Arrays.asList(arguments).contains("-v")) {
      Logging.verbose();
    }
    Map<String, String> variables = System.getenv();
    var surroundings =
        new Surroundings(
            System.in,
            utf8(FileDescriptor.out),
            utf8(FileDescriptor.err),
            Terminals.ofThisProcess(variables),
            variables,
            Path.of("").toAbsolutePath());
    var cli = new AgentCli(new ConfiguredRuntimes(variables, home(variables)), surroundings);
    System.exit(cli.run(arguments));
  }

  /** The shell's idea of home, as other programs have it; the JVM's own where that is none. */
  private static Path home(Map<String, String> variables) {
    return Optional.ofNullable(variables.get("HOME"))
        .map(Path::of)
        .filter(Path::isAbsolute)
        .orElseGet(() -> Path.of(System.getProperty("user.home", "/")));
  }

  /** JSON is UTF-8 whatever the locale says. */
  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
