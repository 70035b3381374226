package dev.agentruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The reference in {@code docs/cli.md} is what the program is. After a change of a command, run
 * this test with {@code -Dupdate.docs=true} to write it anew.
 */
class CliReferenceTest {

  private static final Path FILE = Path.of("..", "docs", "cli.md");

  @TempDir private Path folder;

  @Test
  void the_reference_tells_every_command_as_it_is() throws IOException {
    String reference = CliReference.of(new TestCli(folder).tree());
    if (Boolean.getBoolean("update.docs")) {
      Files.writeString(FILE, reference);
    }

    assertThat(Files.readString(FILE)).isEqualTo(reference);
  }

  @Test
  void the_readme_tells_every_exit_code_as_it_is() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));

    for (ExitCode code : ExitCode.values()) {
      assertThat(readme).contains("| " + code.status() + " | ");
    }
  }
}
