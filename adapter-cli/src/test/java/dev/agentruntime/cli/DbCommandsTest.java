package dev.agentruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.Maintenance.SchemaVersion;
import dev.agentruntime.cli.RuntimeFactory.Check;
import dev.agentruntime.cli.TestCli.Ran;
import dev.agentruntime.domain.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DbCommandsTest {

  @TempDir private Path folder;
  private TestCli cli;
  private FakeMaintenance database;

  @BeforeEach
  void start() {
    cli = new TestCli(folder);
    database = cli.runtimes.database;
  }

  @Test
  void the_status_says_what_there_is_to_migrate() {
    Ran text = cli.run("db", "status");

    assertThat(text.status()).isZero();
    assertThat(text.out())
        .isEqualTo(
            """
            database: sqlite:runtime.db
            version:  5; 4 steps to 9, made by the next command or server, or by agent-runtime db migrate
            rows:     sessions 3
            size:     4096 bytes
            used by:  -
            """);

    database.users = List.of("the server with process id 7");
    JsonObject json = cli.run("db", "status", "--format", "json").result();
    assertThat(json.bool("exists")).contains(true);
    assertThat(json.object("version").orElseThrow().string("found")).contains("5");
    assertThat(json.array("users")).hasSize(1);
    assertThat(database.done).isEmpty();
  }

  @Test
  void the_status_of_nothing_is_one_too() {
    database.schema = Optional.empty();

    Ran text = cli.run("db", "status");

    assertThat(text.status()).isZero();
    assertThat(text.out()).contains("version:  no tables yet").doesNotContain("rows:");
    assertThat(cli.run("db", "status", "--format", "json").result().bool("exists")).contains(false);
  }

  @Test
  void a_newer_version_is_told_by_the_status_and_its_exit() {
    database.schema = Optional.of(new SchemaVersion("12", "9", 0, true));

    Ran text = cli.run("db", "status");

    assertThat(text.status()).isEqualTo(7);
    assertThat(text.out())
        .contains("12, NEWER than this program, which knows 9: update the program");
  }

  @Test
  void a_migration_says_from_where_to_where() {
    assertThat(cli.run("db", "migrate").out()).isEqualTo("migrated from version 5 to 9\n");
    assertThat(cli.run("db", "migrate").out()).isEqualTo("up to date at version 9\n");
    JsonObject json = cli.run("db", "migrate", "--format", "json").result();
    assertThat(json.string("from")).contains("9");
    assertThat(json.string("to")).contains("9");
  }

  @Test
  void a_check_tells_by_its_exit_whether_all_is_sound() {
    assertThat(cli.run("db", "verify").status()).isZero();

    cli.runtimes.checks =
        List.of(new Check("file", Check.Level.FAILED, "page 3 is lost", "restore a backup"));
    Ran broken = cli.run("db", "verify");

    assertThat(broken.status()).isEqualTo(1);
    assertThat(broken.out()).contains("file", "failed", "page 3 is lost", "restore a backup");
    assertThat(cli.run("db", "verify", "--format", "json").out())
        .contains("\"level\":\"failed\",\"name\":\"file\"");
  }

  @Test
  void a_backup_goes_to_a_new_file_or_replaces_one_if_that_is_said() throws IOException {
    Path file = folder.resolve("copy.db");
    assertThat(cli.run("db", "backup", "copy.db").out())
        .isEqualTo("backed up to " + file + ", 4096 bytes\n");

    Files.writeString(file, "precious");
    Ran refused = cli.run("db", "backup", "copy.db");
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("is there already", "--replace");

    Ran replaced = cli.run("db", "backup", "copy.db", "--replace", "--format", "json");
    assertThat(replaced.result().string("file")).contains(file.toString());
    assertThat(database.done)
        .containsExactly("backed up to " + file, "backed up to " + file + ", replacing");

    assertThat(cli.run("db", "backup", "none/copy.db").err()).contains("there is no folder ");
    assertThat(cli.run("db", "backup").status()).isEqualTo(2);
  }

  @Test
  void a_restored_backup_says_where_the_one_before_is() {
    Path file = folder.resolve("copy.db");
    assertThat(cli.run("db", "restore", "copy.db").out()).isEqualTo("restored " + file + "\n");

    database.kept = Optional.of(Path.of("/old.db"));
    assertThat(cli.run("db", "restore", "copy.db").out())
        .contains("what was there before is kept as /old.db");
    assertThat(cli.run("db", "restore", "copy.db", "--format", "json").result().string("kept"))
        .contains("/old.db");
    assertThat(database.done).containsOnly("restored " + file).hasSize(3);
  }
}
