package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tries to outlive its call. {@code SLEEP} stands for a sleep of five minutes. */
class HostileCommandTest {

  @TempDir Path root;
  private final String sleep = Processes.uniqueSleep();

  @AfterEach
  void endAll() {
    Processes.running(sleep).forEach(ProcessHandle::destroyForcibly);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "plain                     | SLEEP & echo started; wait",
        "a double fork             | (SLEEP & SLEEP &) ; echo started; SLEEP",
        "nohup                     | nohup SLEEP >/dev/null 2>&1 & echo started; wait",
        "a deaf loop               | trap '' TERM HUP INT; echo started; while :; do SLEEP; done",
        "an own session            | setsid SLEEP & echo started; wait",
        "a deaf own session        | setsid sh -c 'trap \"\" TERM; while :; do SLEEP; done' & sleep"
            + " 0.1; echo started; wait",
        "parents that are gone     | setsid sh -c 'setsid sh -c \"SLEEP & SLEEP &\" &' ; echo"
            + " started; SLEEP",
        "no open files             | setsid SLEEP <&- >/dev/null 2>&- & echo started; wait",
        "a cleared environment     | env -i SLEEP & echo started; wait",
        "a storm of processes      | i=0; while [ $i -lt 150 ]; do SLEEP & i=$((i+1)); done; echo"
            + " started; wait",
        "a chain of processes      | i=0; f() { i=$((i+1)); [ $i -gt 400 ] || { f & }; }; echo"
            + " started; f; SLEEP",
        "a stopped child           | SLEEP & kill -STOP $!; echo started; wait",
        "a stopped own session     | setsid SLEEP & sleep 0.1; kill -STOP $!; echo started; wait",
        "a stopped leader          | SLEEP & echo started; kill -STOP $$; wait",
      })
  void it_is_dead_three_seconds_after_a_cancel(String what, String command) throws Exception {
    var started = new CountDownLatch(1);
    var bench = new Workbench(root);
    var call =
        bench.call(
            "execute_command", Preview.nothing(), "command", command.replace("SLEEP", sleep));
    var task = new FutureTask<>(() -> bench.workspace.execute(call, piece -> started.countDown()));
    Thread thread = Thread.ofVirtual().start(task);
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

    long begin = System.nanoTime();
    thread.interrupt();
    assertThat(thread.join(Duration.ofSeconds(20))).isTrue();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
    assertThat(Processes.running(sleep)).as(what).isEmpty();
  }

  @Test
  void what_clears_its_environment_and_makes_its_own_session_escapes_without_the_sandbox()
      throws Exception {
    ToolResult result =
        new Workbench(root)
            .run(
                "execute_command",
                "command",
                "env -i setsid sh -c '" + sleep + " >/dev/null 2>&1 & exit'; echo ended");

    assertThat(result.content()).endsWith("\nended\n");
    assertThat(Processes.running(sleep)).hasSize(1);
  }

  @Test
  void what_escapes_and_holds_the_output_does_not_hold_the_answer() throws Exception {
    long begin = System.nanoTime();
    ToolResult result =
        new Workbench(root)
            .run(
                "execute_command",
                "command",
                "env -i setsid sh -c '" + sleep + " & exit'; echo ended");

    assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(result.content()).endsWith("\nended\n");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    assertThat(Processes.running(sleep)).hasSize(1);
  }

  @Test
  void no_secret_is_in_the_environment_that_the_kernel_shows_of_it() throws Exception {
    var environment = Map.of("PATH", "/usr/bin:/bin", "OPENAI_API_KEY", "canary-secret");

    ToolResult result =
        new Workbench(root, environment)
            .run("execute_command", "command", "cat /proc/self/environ; set; env; export");

    assertThat(result.content())
        .contains("AGENT_RUNTIME_CALL=")
        .doesNotContain("canary-secret", "OPENAI");
  }

  @Test
  void others_of_the_same_user_are_left_alone() throws IOException, InterruptedException {
    Process other = new ProcessBuilder(List.of("/bin/sh", "-c", sleep + "; wait")).start();
    try {
      new Workbench(root).run("execute_command", "command", "sleep 50 & echo started");

      assertThat(other.isAlive()).isTrue();
    } finally {
      other.descendants().forEach(ProcessHandle::destroyForcibly);
      other.destroyForcibly();
    }
  }

  @Test
  void bytes_of_any_kind_are_told_as_text() throws Exception {
    Path bytes = root.resolve("bytes");
    Files.write(bytes, new byte[] {'a', 0, (byte) 0xFF, 'b', '\n'});
    Files.writeString(root.resolve("progress"), "1%\r50%\r100%\r\nü\n", StandardCharsets.UTF_8);

    ToolResult result = new Workbench(root).run("execute_command", "command", "cat bytes progress");

    assertThat(result.content()).endsWith("\na\u2400\uFFFDb\n100%\nü\n");
  }
}
