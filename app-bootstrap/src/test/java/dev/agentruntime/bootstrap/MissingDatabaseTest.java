package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.bootstrap.Commands.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands do where there is no database: only a new session makes one. */
class MissingDatabaseTest {

  private static final String ID = "0193f2c4-0000-7000-8000-000000000000";

  @TempDir private Path home;
  private Commands commands;

  @BeforeEach
  void start() {
    commands = new Commands(home);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sessions list",
        "sessions show " + ID,
        "sessions export " + ID,
        "sessions diff " + ID,
        "sessions delete " + ID,
        "approvals list",
        "approvals approve " + ID,
        "approvals edit " + ID + " --arguments {}",
        "approvals reject " + ID,
        "approvals show " + ID,
        "approvals wait " + ID,
        "approvals request x y -s " + ID,
        "approvals watch --once",
        "audit list",
        "audit export",
        "audit approval " + ID,
        "audit verify",
        "audit verify --copy x.jsonl",
        "db migrate",
        "db verify",
        "db backup copy.db",
        "policy show -s " + ID,
        "policy explain " + ID,
        "policy history",
        "policy diff 0 1",
        "policy rollback 1",
        "policy set --preset auto -s " + ID,
        "policy dry-run --preset auto",
        "policy grants",
        "policy grants revoke " + ID,
        "script record " + ID,
        "run -s " + ID,
        "run -c more",
        "chat -s " + ID,
      })
  void a_database_that_is_named_and_not_there_is_said_to_be_missing_and_not_made(String command) {
    Path typo = home.resolve("typo/x.db");

    Ran ran = commands.run((command + " --db sqlite:" + typo).split(" "));

    assertThat(ran.status()).as(ran.err()).isEqualTo(2);
    assertThat(ran.err())
        .contains(
            "--db: there is no database at " + typo,
            "'agent-runtime run'",
            "name another with --db");
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void one_that_is_named_elsewhere_than_on_the_command_line_is_a_matter_of_configuration() {
    commands.variables().put("DATABASE_URL", "sqlite:" + home.resolve("typo.db"));

    Ran ran = commands.run("sessions", "list");

    assertThat(ran.status()).isEqualTo(7);
    assertThat(ran.err()).contains("DATABASE_URL: there is no database at ");
    assertThat(home).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({
    "sessions list, 0",
    "approvals list, 0",
    "audit list, 0",
    "audit export, 0",
    "audit verify, 0",
    "audit approval " + ID + ", 4",
    "doctor, 0",
    "db status, 0",
    "db migrate, 7",
    "db verify, 7",
    "db backup copy.db, 7",
    "db restore copy.db, 7",
    "sessions show " + ID + ", 4",
    "run -s " + ID + ", 4",
    "run -c more, 4",
  })
  void where_nobody_named_one_and_none_is_there_yet_nothing_is_in_it_and_nothing_is_made(
      String command, int status) {
    Ran ran = commands.run(command.split(" "));

    assertThat(ran.status()).as(ran.out() + ran.err()).isEqualTo(status);
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void the_doctor_says_whether_one_could_be_made() throws IOException {
    assertThat(database("sqlite:" + home.resolve("new/x.db")))
        .contains("\"level\":\"warning\"", "there is no database at ", "check --db");
    Path file = Files.createFile(home.resolve("file"));
    assertThat(database("sqlite:" + file.resolve("x.db")))
        .contains("\"level\":\"failed\"", "none can be made: " + file);
  }

  private String database(String url) {
    String out = commands.run("doctor", "--format", "json", "--db", url).out();
    return Stream.of(out.split("(?<=}),"))
        .filter(check -> check.contains("\"name\":\"database\""))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_new_session_makes_one_that_everything_else_finds() throws IOException {
    Path script =
        Files.writeString(home.resolve("s.yaml"), "messages: [hi]\nreplies: [{text: ho}]\n");
    String url = "sqlite:" + home.resolve("new/x.db");

    Ran run = commands.run("run", "--script", script.toString(), "--agent", "ask", "--db", url);
    assertThat(run.status()).as(run.err()).isZero();

    for (var list : List.of("sessions", "approvals")) {
      assertThat(commands.run(list, "list", "--db", url).status()).isZero();
    }
    assertThat(commands.run("sessions", "list", "--db", url).out()).contains("ask");
  }
}
