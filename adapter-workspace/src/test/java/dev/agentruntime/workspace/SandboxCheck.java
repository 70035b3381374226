package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import dev.agentruntime.workspace.SandboxSettings.Use;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs bubblewrap and fails without it; {@code checks/sandbox/run} runs it. */
class SandboxCheck {

  @TempDir Path folder;
  private Path home;
  private Path root;
  private Workbench bench;

  @BeforeEach
  void open() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    root = Files.createDirectory(folder.resolve("workspace")).toRealPath();
    bench = bench(new SandboxSettings(Use.REQUIRED, false, Set.of(), Set.of()));
  }

  private Workbench bench(SandboxSettings sandbox) {
    var environment = Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "HOME", home.toString());
    return new Workbench(root, new WorkspaceSettings(environment, Set.of(), sandbox));
  }

  private ToolResult run(String command) throws InterruptedException {
    return bench.run("execute_command", "command", command);
  }

  private String succeeds(String command) throws InterruptedException {
    ToolResult result = run(command);
    assertThat(result.outcome()).as(result.content()).isEqualTo(Outcome.SUCCEEDED);
    return result.content();
  }

  private String fails(String command) throws InterruptedException {
    ToolResult result = run(command);
    assertThat(result.outcome()).as(result.content()).isEqualTo(Outcome.FAILED);
    return result.content();
  }

  @Test
  void doctor_finds_it() throws Exception {
    var settings = new WorkspaceSettings(Map.of(), Set.of(), SandboxSettings.DEFAULT);

    assertThat(LocalWorkspace.capabilities(settings, root))
        .filteredOn(found -> found.name().equals("sandbox"))
        .singleElement()
        .satisfies(found -> assertThat(found.detail()).contains("without network"))
        .extracting(Capability::state)
        .isEqualTo(Capability.State.THERE);
  }

  @Test
  void the_workspace_can_be_changed_and_nothing_else() throws Exception {
    Path beside = Files.writeString(folder.resolve("beside"), "kept");
    Path system = Path.of("/etc/agent-runtime-sandbox-check");

    succeeds("mkdir a && echo text >a/file && mv a b && rm -r b && echo done >result");
    assertThat(bench.content("result")).isEqualTo("done\n");
    assertThat(fails("touch " + system))
        .contains("Read-only file system", "[it ran in a sandbox: there is no network");
    assertThat(system).doesNotExist();
    run("echo lost >>" + beside);
    assertThat(beside).hasContent("kept");
  }

  @Test
  void temporary_files_are_the_commands_own() throws Exception {
    String name = "agent-runtime-sandbox-check-" + System.nanoTime();

    succeeds("echo text >/tmp/" + name + " && cat \"$(mktemp)\" && test \"$TMPDIR\" = /tmp");
    assertThat(Path.of("/tmp", name)).doesNotExist();
    fails("cat /tmp/" + name);
  }

  @Test
  void secrets_of_the_home_folder_are_hidden_and_what_the_user_allows_is_shown() throws Exception {
    for (String secret : Set.of(".ssh/id_ed25519", ".aws/credentials", ".netrc", ".config/x/y")) {
      Path file = home.resolve(secret);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "canary-of-the-home");
    }
    Files.writeString(Files.createDirectories(home.resolve(".m2/repository")).resolve("a"), "jar");
    Path shown = Files.writeString(home.resolve(".gitconfig"), "[user]");
    Path cache = Files.createDirectory(home.resolve("cache"));

    assertThat(succeeds("grep -r canary ~ || true")).doesNotContain("canary-of");
    assertThat(succeeds("cat ~/.m2/repository/a; echo x >~/new")).endsWith("\njar");
    fails("echo x >>~/.m2/repository/a");
    assertThat(home.resolve("new")).doesNotExist();

    bench = bench(new SandboxSettings(Use.REQUIRED, false, Set.of(shown), Set.of(cache)));
    assertThat(succeeds("cat ~/.gitconfig; echo x >~/cache/file")).endsWith("[user]");
    assertThat(cache.resolve("file")).hasContent("x\n");
  }

  @Test
  void the_environment_of_this_process_cannot_be_read() throws Exception {
    String own =
        new String(Files.readAllBytes(Path.of("/proc/self/environ")), StandardCharsets.UTF_8);
    assertThat(own).as("this check has to be run with a canary").contains("canary-of-the-parent");

    assertThat(
            succeeds("cat /proc/[0-9]*/environ | tr '\\0' '\\n'; cat /proc/1/cmdline | head -c 1"))
        .contains("AGENT_RUNTIME_CALL=")
        .doesNotContain("canary-of-the-parent");
    assertThat(succeeds("ls -d /proc/" + ProcessHandle.current().pid() + " 2>&1 || true"))
        .contains("cannot access");
  }

  @Test
  void there_is_no_network_unless_it_is_allowed() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String connect = "timeout 5 bash -c 'echo >/dev/tcp/127.0.0.1/" + server.getLocalPort() + "'";

      fails(connect);
      bench = bench(new SandboxSettings(Use.REQUIRED, true, Set.of(), Set.of()));
      succeeds(connect);
    }
  }

  @Test
  void a_process_that_clears_its_environment_and_makes_its_own_session_does_not_escape()
      throws Exception {
    String sleep = Processes.uniqueSleep();

    succeeds("env -i setsid sh -c '" + sleep + " >/dev/null 2>&1 & exit' && echo started");

    assertThat(Processes.running(sleep)).isEmpty();
  }

  @Test
  void a_cancelled_command_ends_with_everything_in_its_sandbox() throws Exception {
    String sleep = Processes.uniqueSleep();
    var started = new CountDownLatch(1);
    var call =
        bench.call(
            "execute_command",
            Preview.nothing(),
            "command",
            "trap '' TERM; env -i setsid " + sleep + " & echo started; " + sleep);
    var task = new FutureTask<>(() -> bench.workspace.execute(call, piece -> started.countDown()));
    Thread thread = Thread.ofVirtual().start(task);
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

    long begin = System.nanoTime();
    thread.interrupt();

    assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
    assertThat(Processes.running(sleep)).isEmpty();
  }

  @Test
  void a_command_that_is_asked_to_end_is_given_the_time_for_it() throws Exception {
    bench.run(
        "execute_command",
        "command",
        "trap 'echo cleaned >cleaned; exit' TERM; while :; do sleep 0.05; done",
        "timeout_seconds",
        1);

    assertThat(bench.content("cleaned")).isEqualTo("cleaned\n");
  }

  @Test
  void a_command_lives_on_when_the_thread_that_called_for_another_one_ends() throws Exception {
    var other = new FutureTask<>(() -> run("echo first"));
    Thread.ofPlatform().start(other).join();

    assertThat(other.get().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(succeeds("sleep 0.3; echo second")).endsWith("second\n");
  }

  @Test
  void what_runs_by_itself_later_cannot_be_changed_or_replaced() throws Exception {
    bench.file(".git/hooks/pre-commit", "kept");
    bench.file(".git/config", "kept");
    bench.file(".github/workflows/ci.yml", "kept");

    for (String attack :
        Set.of(
            "echo evil >.git/hooks/pre-commit",
            "echo evil >.git/hooks/post-commit",
            "echo evil >.git/config",
            "rm .git/config",
            "mv .git/hooks .git/old",
            "mv .git old",
            "rm -rf .git/hooks",
            "echo evil >.github/workflows/ci.yml",
            "mv .github old")) {
      fails(attack);
    }
    succeeds("mkdir .git/objects && echo blob >.git/objects/blob");
    assertThat(bench.content(".git/hooks/pre-commit")).isEqualTo("kept");
    assertThat(bench.content(".git/config")).isEqualTo("kept");
    assertThat(bench.content(".github/workflows/ci.yml")).isEqualTo("kept");
  }

  @Test
  void no_right_is_left_by_which_the_sandbox_could_be_left() throws Exception {
    assertThat(succeeds("grep -i ^Cap /proc/self/status"))
        .containsPattern("CapEff:\\s+0+\n")
        .doesNotContainPattern("Cap\\w+:.*[1-9a-f]");
    fails("mount -o remount,rw /");
    fails("umount ~");
    fails("test -w /proc/sys/kernel/core_pattern");
    fails("test -w /proc/sysrq-trigger");
    fails("test -e /run/docker.sock || test -S /var/run/docker.sock");
  }

  @Test
  void it_runs_where_it_is_told_to() throws Exception {
    bench.file("a/b/file", "");

    assertThat(bench.run("execute_command", "command", "pwd -P; ls", "cwd", "a/b").content())
        .endsWith("\n" + root + "/a/b\nfile\n");
  }
}
