package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecuteCommandTest {

  private static final Duration ALL_DEAD = Duration.ofSeconds(3);

  @TempDir Path root;
  private Workbench bench;

  @BeforeEach
  void open() {
    bench = new Workbench(root);
  }

  private ToolResult run(String command) throws InterruptedException {
    return bench.run("execute_command", "command", command);
  }

  @Test
  void output_of_both_kinds_is_told_after_code_and_duration() throws Exception {
    ToolResult result = run("echo out; echo err >&2");

    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.content()).matches("exit code 0 after \\d+\\.\\d s\nout\nerr\n");
  }

  @Test
  void no_output_is_said() throws Exception {
    assertThat(run("true").content()).matches("exit code 0 after \\d+\\.\\d s, no output\n");
  }

  @Test
  void another_exit_code_than_zero_is_a_failure_with_the_output() throws Exception {
    ToolResult result = run("echo wrong; exit 7");

    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.content()).startsWith("exit code 7 after ").endsWith("\nwrong\n");
  }

  @Test
  void it_runs_in_the_root_or_in_the_folder_asked_for() throws Exception {
    bench.file("sub/file", "");
    Files.createSymbolicLink(root.resolve("alias"), Path.of("sub"));

    assertThat(run("pwd -P").content()).endsWith("\n" + root.toRealPath() + "\n");
    assertThat(bench.run("execute_command", "command", "ls", "cwd", "sub").content())
        .endsWith("\nfile\n");
    assertThat(bench.run("execute_command", "command", "pwd -P", "cwd", "alias").content())
        .endsWith("/sub\n");
  }

  @Test
  void a_folder_outside_or_missing_is_refused() throws Exception {
    Files.createSymbolicLink(root.resolve("out"), Path.of("/tmp"));

    assertThat(bench.problem("execute_command", "command", "ls", "cwd", "..")).contains("out of");
    assertThat(bench.problem("execute_command", "command", "ls", "cwd", "out")).contains("out of");
    ToolResult missing =
        bench.execute("execute_command", Preview.nothing(), "command", "ls", "cwd", "nowhere");
    assertThat(missing.content()).isEqualTo("there is no folder nowhere");
    Files.delete(root.resolve("out"));
  }

  @Test
  void a_command_that_is_none_is_refused() {
    assertThat(bench.problem("execute_command", "command", "  ")).contains("empty");
    assertThat(bench.problem("execute_command", "command", "a\0b")).contains("NUL");
  }

  @Test
  void the_preview_names_the_folder_only_if_one_is_asked_for() throws IOException {
    bench.file("sub/file", "");

    assertThat(bench.preview("execute_command", "command", "ls")).isEqualTo(Preview.nothing());
    assertThat(bench.preview("execute_command", "command", "ls", "cwd", "sub").paths())
        .containsExactly("sub");
  }

  @Test
  void its_input_is_at_its_end() throws Exception {
    assertThat(run("cat; echo done").content()).endsWith("\ndone\n");
  }

  @Test
  void it_sees_no_secret_of_the_environment() throws Exception {
    bench =
        new Workbench(
            root,
            Map.of(
                "PATH", "/usr/bin:/bin",
                "OPENAI_API_KEY", "sk-secret",
                "AWS_SECRET_ACCESS_KEY", "secret",
                "LD_PRELOAD", "/secret.so",
                "BASH_ENV", "/secret",
                "LC_ALL", "C.UTF-8",
                "EXTRA", "passed",
                "TERM", "xterm"));

    String content = run("env").content();

    assertThat(content)
        .doesNotContain("secret")
        .contains(
            "\nPATH=/usr/bin:/bin\n", "\nLC_ALL=C.UTF-8\n", "\nEXTRA=passed\n", "\nTERM=dumb\n");
  }

  @Test
  void it_carries_the_id_of_its_call() throws Exception {
    var call = bench.call("execute_command", Preview.nothing(), "command", "env");

    ToolResult result = bench.workspace.execute(call, piece -> {});

    assertThat(result.content()).contains("\nAGENT_RUNTIME_CALL=" + call.id() + "\n");
  }

  @Test
  void what_it_prints_is_handed_on_while_it_runs() throws Exception {
    var first = new CountDownLatch(1);
    var pieces = new CopyOnWriteArrayList<String>();
    var call =
        bench.call(
            "execute_command",
            Preview.nothing(),
            "command",
            "echo first; while [ ! -e go ]; do sleep 0.02; done; echo second");
    var task =
        new FutureTask<>(
            () ->
                bench.workspace.execute(
                    call,
                    piece -> {
                      pieces.add(piece);
                      first.countDown();
                    }));
    Thread.ofVirtual().start(task);

    assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(pieces).containsExactly("first\n");
    bench.file("go", "");
    assertThat(task.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(pieces).containsExactly("first\n", "second\n");
  }

  @Test
  void a_listener_that_fails_does_not_disturb_the_command() throws Exception {
    var call = bench.call("execute_command", Preview.nothing(), "command", "echo a; echo b");

    ToolResult result =
        bench.workspace.execute(
            call,
            piece -> {
              throw new IllegalStateException();
            });

    assertThat(result.content()).endsWith("\na\nb\n");
  }

  @Test
  void much_output_keeps_its_beginning_and_its_end() throws Exception {
    String content = run("seq 1 200000").content();

    assertThat(content)
        .hasSizeLessThan(34_000)
        .contains("\n1\n2\n3\n")
        .endsWith("\n199999\n200000\n");
    assertThat(content)
        .containsPattern(
            "\\[… 1\\d{6} characters left out; all of it is in .agent-runtime/logs/[0-9a-f-]+.log"
                + " …]");
  }

  @Test
  void after_its_time_even_what_ignores_the_request_is_dead() throws Exception {
    String sleep = Processes.uniqueSleep();
    long begin = System.nanoTime();

    ToolResult result =
        bench.run(
            "execute_command",
            "command",
            "trap '' TERM; (trap '' TERM; while :; do " + sleep + "; done) & echo started; wait",
            "timeout_seconds",
            1);

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(ALL_DEAD.plusSeconds(1));
    assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(result.content()).isEqualTo("stopped after 1 s, its timeout\nstarted\n");
    assertThat(Processes.running(sleep)).isEmpty();
  }

  @Test
  void a_process_in_a_session_of_its_own_whose_parents_are_gone_is_found_by_its_mark()
      throws Exception {
    String sleep = Processes.uniqueSleep();

    ToolResult result =
        bench.run(
            "execute_command",
            "command",
            "setsid sh -c 'setsid " + sleep + " >/dev/null 2>&1 & exit' & sleep 50",
            "timeout_seconds",
            1);

    assertThat(result.content()).startsWith("stopped after 1 s");
    assertThat(Processes.running(sleep)).isEmpty();
  }

  @Test
  void an_interrupt_ends_everything_and_then_the_wait() throws Exception {
    String sleep = Processes.uniqueSleep();
    var started = new CountDownLatch(1);
    var call =
        bench.call(
            "execute_command",
            Preview.nothing(),
            "command",
            "trap '' TERM; " + sleep + " & setsid " + sleep + " & echo started; wait");
    var task = new FutureTask<>(() -> bench.workspace.execute(call, piece -> started.countDown()));
    Thread thread = Thread.ofVirtual().start(task);
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

    long begin = System.nanoTime();
    thread.interrupt();

    assertThatThrownBy(() -> task.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(InterruptedException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(ALL_DEAD);
    assertThat(Processes.running(sleep)).isEmpty();
  }

  @Test
  void what_it_left_running_is_stopped_when_it_ends() throws Exception {
    String sleep = Processes.uniqueSleep();

    ToolResult result = run(sleep + " & echo started");

    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.content())
        .contains("[1 processes that it left running were stopped]\nstarted\n");
    assertThat(Processes.running(sleep)).isEmpty();
  }

  @Test
  void where_the_system_tells_nothing_the_group_and_the_descendants_end() throws Exception {
    String sleep = Processes.uniqueSleep();
    var settings = new WorkspaceSettings(Map.of(), Set.of(), SandboxSettings.OFF);
    var runner = new CommandRunner(new CommandEnvironment(settings), root.resolve("no-proc"));
    var command =
        new CommandRunner.Command(
            sleep + " & (trap '' TERM; " + sleep + ") & wait",
            new CommandRunner.Place(root.toRealPath(), Optional.empty(), List.of()),
            Duration.ofMillis(500),
            "mark");
    var log = new CommandLog(ConfinedPaths.at(root), "mark", CommandLog.Size.DEFAULT);

    CommandRunner.Ended ended = runner.run(command, new CommandOutput(piece -> {}, log));

    assertThat(ended.exitCode()).isEmpty();
    assertThat(ended.survivors()).isZero();
    assertThat(Processes.running(sleep)).isEmpty();
  }

  private ExecuteCommand sandboxed(Path program, SandboxSettings.Use use) throws Exception {
    var settings =
        new WorkspaceSettings(
            Map.of("PATH", "/usr/bin:/bin", "HOME", "/nonexistent"),
            Set.of(),
            new SandboxSettings(use, false, Set.of(), Set.of()));
    ConfinedPaths paths = ConfinedPaths.at(root);
    return new ExecuteCommand(
        paths,
        new CommandRunner(new CommandEnvironment(settings), ProcessFamily.PROC),
        new SandboxSearch(List.of(program), settings, paths.root()));
  }

  private ToolResult run(ExecuteCommand tool, String command) throws Exception {
    return tool.run(
        bench.call("execute_command", Preview.nothing(), "command", command), piece -> {});
  }

  @Test
  void where_the_sandbox_works_commands_run_in_it_and_a_failure_says_so(@TempDir Path programs)
      throws Exception {
    Path program =
        FakeBubblewrap.in(programs, "echo \"$@\" >>" + programs + "/line; " + FakeBubblewrap.RUNS);
    bench.file(".git/config", "");
    ExecuteCommand tool = sandboxed(program, SandboxSettings.Use.AUTO);

    assertThat(run(tool, "echo $SANDBOXED").content()).matches("exit code 0 after .* s\nyes\n");
    assertThat(run(tool, "exit 3").content())
        .matches("exit code 3 after .* s, no output\n\\[it ran in a sandbox: .*]\n");
    assertThat(programs.resolve("line"))
        .content()
        .contains("--ro-bind " + root.toRealPath() + "/.git/config ");
  }

  @Test
  void without_a_sandbox_commands_run_only_where_none_is_required(@TempDir Path programs)
      throws Exception {
    Path missing = programs.resolve("bwrap");

    assertThat(run(sandboxed(missing, SandboxSettings.Use.AUTO), "echo ran").content())
        .endsWith("\nran\n");
    assertThatThrownBy(() -> run(sandboxed(missing, SandboxSettings.Use.REQUIRED), "touch ran"))
        .isInstanceOf(ToolFailedException.class)
        .hasMessageContaining("sandbox: required")
        .hasMessageContaining("bubblewrap is not installed");
    assertThat(root.resolve("ran")).doesNotExist();
  }

  private static CommandRunner runner() {
    var settings = new WorkspaceSettings(Map.of(), Set.of(), SandboxSettings.OFF);
    return new CommandRunner(new CommandEnvironment(settings), ProcessFamily.PROC);
  }

  private CommandRunner.Ended run(
      CommandRunner runner, Path folder, Optional<Sandbox> sandbox, String line) throws Exception {
    var command =
        new CommandRunner.Command(
            line,
            new CommandRunner.Place(folder, sandbox, List.of()),
            Duration.ofSeconds(20),
            "mark");
    var log = new CommandLog(ConfinedPaths.at(root), "mark", CommandLog.Size.DEFAULT);
    return runner.run(command, new CommandOutput(piece -> {}, log));
  }

  @Test
  void a_folder_that_became_a_link_while_it_started_runs_nothing(@TempDir Path outside)
      throws Exception {
    Path link = Files.createSymbolicLink(root.toRealPath().resolve("sub"), outside);

    for (Path folder : List.of(link, root.toRealPath().resolve("gone"))) {
      assertThatThrownBy(() -> run(runner(), folder, Optional.empty(), "touch ran"))
          .isInstanceOf(ToolFailedException.class)
          .hasMessageContaining("nothing was run");
    }
    assertThat(outside).isEmptyDirectory();
    Files.delete(link);
  }

  @Test
  void a_command_can_end_with_any_code_and_print_anything() throws Exception {
    CommandRunner.Ended ended =
        run(runner(), root.toRealPath(), Optional.empty(), "echo 126; exit 126");

    assertThat(ended.exitCode()).hasValue(126);
    assertThat(ended.output()).isEqualTo("126\n");
  }

  @Test
  void a_command_that_the_system_does_not_start_is_a_failure_and_not_a_wait() {
    // Longer than Linux takes as one argument.
    String line = "true " + "x".repeat(200_000);

    assertThatThrownBy(() -> run(runner(), root.toRealPath(), Optional.empty(), line))
        .isInstanceOf(ToolFailedException.class)
        .hasMessageContaining("the command could not be started")
        .hasMessageContaining("Argument list too long");
  }

  @Test
  void a_cancelled_command_leaves_its_log() throws Exception {
    var started = new CountDownLatch(1);
    var call =
        bench.call("execute_command", Preview.nothing(), "command", "echo begun; exec sleep 300");
    var task = new FutureTask<>(() -> bench.workspace.execute(call, piece -> started.countDown()));
    Thread thread = Thread.ofVirtual().start(task);
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
    thread.interrupt();

    assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
    assertThat(bench.content(".agent-runtime/logs/" + call.id() + ".log")).isEqualTo("begun\n");
  }

  @Test
  void what_an_answer_leaves_out_can_be_read() throws Exception {
    String content = run("seq 1 20000").content();
    String log = content.replaceAll("(?s).*all of it is in (\\S+) .*", "$1");

    assertThat(
            bench.run("read_file", "path", log, "start_line", 10_000, "end_line", 10_000).content())
        .contains("10000");
  }

  @Test
  void a_flood_neither_fills_the_feed_nor_the_disk() throws Exception {
    var pieces = new CopyOnWriteArrayList<String>();
    var call =
        bench.call(
            "execute_command",
            Preview.nothing(),
            "command",
            "yes x | tr -d '\\n' | head -c 30000000");

    ToolResult result = bench.workspace.execute(call, pieces::add);

    assertThat(result.content())
        .hasSizeLessThan(34_000)
        .contains("more of its beginning and end is in .agent-runtime/logs/");
    assertThat(pieces.stream().mapToInt(String::length).sum())
        .isLessThan(LiveOutput.MAX_TOTAL + 2 * LiveOutput.MAX_PIECE);
    assertThat(Files.size(root.resolve(".agent-runtime/logs/" + call.id() + ".log")))
        .isLessThan(9_000_000);
  }
}
