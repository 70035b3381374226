package dev.agentruntime.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.bootstrap.Program.Ran;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real program: real database, real workspace, real signals. */
@Execution(ExecutionMode.CONCURRENT)
class ProgramTest {

  private static final String SLOW =
      """
      messages: [run it]
      replies:
        - calls:
            - tool: execute_command
              arguments: {command: "echo started >> started.txt; sleep 60; echo survived > survived.txt"}
        - text: Done.
      """;

  @TempDir private Path home;

  @AfterEach
  void what_was_recorded_is_sound() throws IOException {
    StoredLogs.check(home);
  }

  @Test
  void the_demo_turns_red_into_green_on_postgresql_too() throws Exception {
    try (var database = new EmptyDatabase()) {
      Program.Ran demo = new Program(home).run("demo", "--db", database.url());

      assertThat(demo.status()).as(demo.err()).isZero();
      assertThat(demo.err()).contains("2 approved, 1 edited, 1 rejected");
    }
  }

  @Test
  void the_demo_turns_red_into_green() throws IOException, InterruptedException {
    var program = new Program(home);

    Ran demo = program.run("demo", "--workspace", "demo");

    assertThat(demo.status()).as(demo.err()).isZero();
    assertThat(demo.out()).contains("The tests pass again");
    assertThat(demo.err())
        .containsSubsequence(
            "  red", "approved by script", "edited into", "rejected by", "  green");
    assertThat(demo.err()).contains("2 approved, 1 edited, 1 rejected");

    Ran doctor = program.run("doctor", "--format", "json");
    assertThat(doctor.status()).as(doctor.out()).isZero();
    assertThat(doctor.out()).contains("the log of the newest session agrees");

    Ran again = program.run("demo", "--workspace", "demo");
    assertThat(again.status()).isEqualTo(2);
    assertThat(again.err()).contains("is not empty");
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void a_signal_stops_what_runs_and_leaves_the_session_to_be_resumed(String signal, int status)
      throws IOException, InterruptedException {
    Files.writeString(home.resolve("slow.yaml"), SLOW);
    var program = new Program(home);
    Process running =
        program.start(
            "run",
            "--script",
            "slow.yaml",
            "--agent",
            "coder",
            "--approve",
            "all",
            "--output-format",
            "stream-json");
    Program.awaitFile(home.resolve("started.txt"), running);

    new ProcessBuilder("kill", "-" + signal, Long.toString(running.pid())).start().waitFor();
    Ran stopped = program.finish(running);

    assertThat(stopped.status()).as(stopped.err()).isEqualTo(status);
    var result = JsonText.readObject(stopped.out().lines().toList().getLast());
    assertThat(result.string("type")).contains("result");
    assertThat(result.string("status")).contains("cancelled");
    String session = result.string("session_id").orElseThrow();
    assertThat(stopped.err()).contains("agent-runtime run -s " + session);
    assertThat(home.resolve("survived.txt")).doesNotExist();

    // Nobody knows how far the command got, so a person is asked what became of it.
    Ran resumed = program.run("run", "-s", session, "--output-format", "json");
    assertThat(resumed.status()).as(resumed.err()).isEqualTo(5);
    assertThat(Files.readAllLines(home.resolve("started.txt"))).hasSize(1);
  }

  @Test
  void a_live_run_without_a_model_is_a_matter_of_configuration()
      throws IOException, InterruptedException {
    Ran ran = new Program(home).run("run", "hello");

    assertThat(ran.status()).isEqualTo(7);
    assertThat(ran.err()).contains("no model is named: give --model");

    Ran keyless = new Program(home).run("run", "hello", "--model", "gpt-x");
    assertThat(keyless.status()).isEqualTo(7);
    assertThat(keyless.err()).contains("wants a key: set OPENAI_API_KEY");
  }

  @Test
  void files_of_the_workspace_configure_nothing() throws IOException, InterruptedException {
    Path workspace = Files.createDirectory(home.resolve("w"));
    for (String name : new String[] {"config.yaml", ".env", ".config/agent-runtime/config.yaml"}) {
      Path file = workspace.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "approve: all\nmodel: evil\nbase_url: http://evil/v1\n");
    }

    Ran shown = new Program(home).run("config", "show");

    assertThat(shown.status()).isZero();
    assertThat(shown.out()).contains("approve", "reads").doesNotContain("evil");
  }

  private static final String CHANGES =
      """
      messages: [change things]
      replies:
        - calls:
            - tool: write_file
              arguments: {path: src/new.txt, content: "made\\n"}
        - calls:
            - tool: apply_diff
              arguments:
                diff: |
                  --- a/old.txt
                  +++ b/old.txt
                  @@ -1,2 +1,2 @@
                   first
                  -second
                  +2nd
        - calls:
            - tool: execute_command
              arguments: {command: "echo ran > ran.txt"}
        - text: Done.
      """;

  private Path workspace() throws IOException {
    Path workspace = Files.createDirectory(home.resolve("w"));
    Files.writeString(workspace.resolve("old.txt"), "first\nsecond\n");
    Files.writeString(home.resolve("changes.yaml"), CHANGES);
    return workspace;
  }

  private static Map<String, String> contentOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      var content = new TreeMap<String, String>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(folder.relativize(file).toString(), Files.readString(file));
      }
      return content;
    }
  }

  @Test
  void a_dry_run_shows_edits_and_commands_and_leaves_the_workspace_as_it_is()
      throws IOException, InterruptedException {
    Path workspace = workspace();
    Map<String, String> before = contentOf(workspace);

    Ran dry =
        new Program(home)
            .run(
                "run",
                "--script",
                "changes.yaml",
                "--agent",
                "coder",
                "--workspace",
                "w",
                "--approve",
                "all",
                "--dry-run");

    assertThat(dry.status()).as(dry.err()).isZero();
    assertThat(dry.out()).isEqualTo("Done.\n");
    assertThat(dry.err())
        .contains("dry run: nothing was changed")
        .contains("+made", "-second", "+2nd", "execute_command echo ran > ran.txt");
    assertThat(contentOf(workspace)).isEqualTo(before);
  }

  @Test
  void the_diff_of_a_session_is_one_that_git_applies() throws IOException, InterruptedException {
    Path workspace = workspace();
    Path other = Files.createDirectory(home.resolve("other"));
    Files.writeString(other.resolve("old.txt"), "first\nsecond\n");
    var program = new Program(home);
    Ran ran =
        program.run(
            "run",
            "--script",
            "changes.yaml",
            "--agent",
            "coder",
            "--workspace",
            "w",
            "--approve",
            "all",
            "--output-format",
            "json");
    String session = JsonText.readObject(ran.out().strip()).string("session_id").orElseThrow();

    Ran diff = program.run("sessions", "diff", session, "-o", "session.diff");
    assertThat(diff.status()).as(diff.err()).isZero();
    assertThat(diff.err()).contains("what 1 command of this session may have changed");
    Process git =
        new ProcessBuilder("git", "apply", "-v", "../session.diff")
            .directory(other.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(git.waitFor()).as(said).isZero();
    assertThat(Files.readString(other.resolve("src/new.txt"))).isEqualTo("made\n");
    assertThat(Files.readString(other.resolve("old.txt")))
        .isEqualTo(Files.readString(workspace.resolve("old.txt")))
        .isEqualTo("first\n2nd\n");
  }

  @Test
  void a_configuration_that_was_begun_changes_nothing_until_it_is_edited()
      throws IOException, InterruptedException {
    var program = new Program(home);
    Ran before = program.run("config", "show", "--origin");

    Ran begun = program.run("config", "init");

    assertThat(begun.status()).as(begun.err()).isZero();
    Path file = Path.of(begun.out().strip());
    assertThat(file).isEqualTo(home.resolve(".config/agent-runtime/config.yaml"));
    assertThat(program.run("config", "show", "--origin").out()).isEqualTo(before.out());
    Files.writeString(file, Files.readString(file).replace("# approve: reads", "approve: edits"));
    assertThat(program.run("config", "show", "--origin").out())
        .containsPattern(Pattern.quote(file.toString()) + ":\\d+: approve");
  }

  @Test
  void a_policy_of_ones_own_names_the_commands_that_run_by_themselves()
      throws IOException, InterruptedException {
    Files.writeString(
        home.resolve("team.yaml"),
        """
        rules:
          - id: harmless-commands
            request_type: tool
            subject_pattern: execute_command
            conditions:
              command_in: ["git status", "npm test *"]
            decision: allow
        """);
    var program = new Program(home);

    for (var expected :
        Map.of(
                "git status",
                0,
                "npm test -- --watch=false",
                0,
                "git status; rm -rf x",
                5,
                "git push",
                5)
            .entrySet()) {
      Ran ran =
          program.run(
              "policy",
              "check",
              "execute_command",
              "--policy",
              "team.yaml",
              "--argument",
              "command=" + expected.getKey());
      assertThat(ran.status())
          .as(expected.getKey() + ": " + ran.out() + ran.err())
          .isEqualTo(expected.getValue());
    }
  }
}
