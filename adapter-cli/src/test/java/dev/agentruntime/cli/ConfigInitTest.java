package dev.agentruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.cli.TestCli.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigInitTest {

  @TempDir private Path folder;
  private TestCli cli;
  private Path file;

  @BeforeEach
  void start() {
    cli = new TestCli(folder);
    file = folder.resolve("new/agent-runtime/config.yaml");
    cli.runtimes.configuration = Optional.of(file);
  }

  @Test
  void the_file_is_made_with_its_folders_for_its_owner_alone() throws IOException {
    Ran ran = cli.run("config", "init");

    assertThat(ran.status()).isZero();
    assertThat(ran.out()).isEqualTo(file + "\n");
    assertThat(file).hasContent("# model: NAME");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void a_file_that_exists_is_left_as_it_is() throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "model: mine\n");

    Ran ran = cli.run("config", "init");

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains("exists and is left as it is");
    assertThat(file).hasContent("model: mine");
  }

  @Test
  void a_link_to_nowhere_is_not_followed() throws IOException {
    Files.createDirectories(file.getParent());
    Files.createSymbolicLink(file, folder.resolve("elsewhere"));

    assertThat(cli.run("config", "init").status()).isEqualTo(2);
    assertThat(folder.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void where_nothing_can_be_written_it_says_so() throws IOException {
    Files.writeString(folder.resolve("new"), "a file where the folder should be");

    Ran ran = cli.run("config", "init");

    assertThat(ran.status()).isEqualTo(7);
    assertThat(ran.err()).contains("cannot be written", "XDG_CONFIG_HOME");
  }
}
