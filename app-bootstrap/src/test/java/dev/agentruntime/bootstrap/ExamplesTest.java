package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.cli.AgentCli;
import dev.agentruntime.cli.Surroundings;
import dev.agentruntime.cli.Terminals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples, each in a real workspace with a real database, held to their own checks. */
class ExamplesTest {

  /**
   * Needs Node.js, which a build of this project does not: {@code checks/examples/run} plays it.
   */
  private static final String WITH_NODE = "fix-javascript-bug.yaml";

  private static final Path SCRIPTS =
      Path.of("..", "examples", "scripts").toAbsolutePath().normalize();

  @TempDir private Path home;

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .sorted()
          .toList();
    }
  }

  static List<String> playable() throws IOException {
    return names().stream().filter(name -> !name.equals(WITH_NODE)).toList();
  }

  private record Ran(int status, String said) {}

  private Ran run(String... arguments) {
    var said = new ByteArrayOutputStream();
    var stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    Map<String, String> variables = Map.of("PATH", System.getenv("PATH"), "HOME", home.toString());
    var surroundings =
        new Surroundings(
            InputStream.nullInputStream(), stream, stream, Terminals.none(), variables, SCRIPTS);
    int status = new AgentCli(new ConfiguredRuntimes(variables, home), surroundings).run(arguments);
    return new Ran(status, said.toString(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("playable")
  void an_example_does_what_it_says(String name) {
    Ran ran = run("script", "run", name, "--timeout", "120");

    assertThat(ran.status()).as(ran.said()).isZero();
    assertThat(ran.said()).contains("ok      exit: 0", "ok      played").doesNotContain("FAILED");
  }

  @Test
  void the_examples_show_what_scripts_are_for() throws IOException {
    assertThat(names())
        .contains(
            "fix-java-bug.yaml",
            WITH_NODE,
            "write-docs-as-architect.yaml",
            "refused-deletion.yaml",
            "edited-write.yaml",
            "question-to-the-user.yaml");
    assertThat(run("script", "explain", WITH_NODE).said())
        .contains("apply_diff", "approved (the decision on apply_diff in src/**)");
  }

  @Test
  void an_example_takes_parameters() {
    Ran ran =
        run(
            "script",
            "run",
            "question-to-the-user.yaml",
            "-P",
            "licence=EUPL-1.2",
            "-P",
            "holder=Somebody: \"else\"");

    assertThat(ran.status()).as(ran.said()).isZero();
    assertThat(ran.said()).contains("file LICENSE contains: Somebody: \"else\"");
  }
}
