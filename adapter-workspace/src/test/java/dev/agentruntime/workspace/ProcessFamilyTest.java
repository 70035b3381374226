package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.workspace.ProcessFamily.Leader;
import dev.agentruntime.workspace.ProcessFamily.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessFamilyTest {

  private static final String MARK = "11111111-2222-3333-4444-555555555555";

  /** A process that has said that it is ready. */
  private static Process start(String command) throws IOException {
    Process process = new ProcessBuilder("/bin/sh", "-c", command + "\nwait").start();
    assertThat(process.getInputStream().read()).isEqualTo('r');
    return process;
  }

  private static ProcessFamily family(Process process) {
    return new ProcessFamily(process, Leader.ALONE, MARK, ProcessFamily.PROC);
  }

  @Test
  void without_a_group_of_its_own_the_descendants_end_and_nobody_else() throws Exception {
    Process other = start("echo ready; sleep 300");
    Process process = start("sleep 300 & (sleep 300 & sleep 300) & echo ready");
    try {
      ProcessFamily.Stopped stopped = family(process).stop();

      assertThat(stopped.found()).isGreaterThanOrEqualTo(3);
      assertThat(stopped.survivors()).isZero();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.descendants().forEach(ProcessHandle::destroyForcibly);
      other.destroyForcibly();
    }
  }

  @Test
  void an_interrupt_does_not_shorten_the_end_and_is_kept() throws Exception {
    Process process = start("trap '' TERM; sleep 300 & echo ready");
    Thread.currentThread().interrupt();

    ProcessFamily.Stopped stopped = family(process).stop();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(stopped.survivors()).isZero();
  }

  @Test
  void a_kill_does_not_wait() throws Exception {
    Process process = start("trap '' TERM; echo ready; while :; do sleep 1; done");

    family(process).kill();

    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(128 + 9);
    assertThat(family(process).stop()).isEqualTo(new ProcessFamily.Stopped(0, 0));
  }

  @Test
  void a_kill_of_what_has_ended_kills_nobody() throws Exception {
    Process process = new ProcessBuilder("/bin/sh", "-c", "exit").start();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();

    family(process).kill();

    assertThat(family(process).stop()).isEqualTo(new ProcessFamily.Stopped(0, 0));
  }

  @Test
  void what_keeps_a_sandbox_is_not_asked_to_end_before_those_in_it(@TempDir Path folder)
      throws Exception {
    Path asked = Files.createFile(folder.resolve("asked"));
    String child =
        "trap \"echo child >>" + asked + "; exit\" TERM; echo ready; while :; do sleep 0.05; done";
    Process process = start("trap 'echo leader >>" + asked + "' TERM; sh -c '" + child + "' &");

    ProcessFamily.Stopped stopped =
        new ProcessFamily(process, Leader.OF_SANDBOX, MARK, ProcessFamily.PROC).stop();

    assertThat(stopped.survivors()).isZero();
    assertThat(asked).hasContent("child\n");
  }

  @Test
  void what_keeps_a_sandbox_is_killed_with_the_rest() throws Exception {
    Process process = start("(trap '' TERM; echo ready; while :; do sleep 0.05; done) &");

    ProcessFamily.Stopped stopped =
        new ProcessFamily(process, Leader.OF_SANDBOX, MARK, ProcessFamily.PROC).stop();

    assertThat(stopped.survivors()).isZero();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void what_does_not_end_in_time_is_told() throws Exception {
    Process process = start("trap '' TERM; echo ready; while :; do sleep 0.05; done");
    var patience = new Patience(Duration.ofMinutes(1), Duration.ofMillis(100));
    try {
      var family = new ProcessFamily(process, Leader.ALONE, MARK, ProcessFamily.PROC, patience);

      assertThat(family.stop().survivors()).isPositive();
      assertThat(process.isAlive()).isTrue();
    } finally {
      family(process).kill();
    }
  }

  /** A place where the system tells of one process that it lives, whatever becomes of it. */
  private static Path telling(Path proc, long pid, long group, long session) throws IOException {
    Path folder = Files.createDirectories(proc.resolve("" + pid));
    Files.writeString(folder.resolve("stat"), "%d (x) S 1 %d %d 0".formatted(pid, group, session));
    return proc;
  }

  @Test
  void a_process_that_got_the_id_of_an_ended_one_is_left_alone(@TempDir Path proc)
      throws Exception {
    Process process = new ProcessBuilder("/bin/sh", "-c", "exit").start();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    var family =
        new ProcessFamily(
            process,
            Leader.OF_GROUP,
            MARK,
            telling(proc, process.pid(), process.pid(), process.pid()));

    assertThat(family.stop()).isEqualTo(new ProcessFamily.Stopped(0, 0));
  }

  @Test
  void another_group_in_the_same_session_belongs_to_it(@TempDir Path proc) throws Exception {
    Process process = start("echo ready; read line");
    Process member = start("echo ready; sleep 300");
    try {
      var family =
          new ProcessFamily(
              process,
              Leader.OF_GROUP,
              MARK,
              telling(proc, member.pid(), member.pid(), process.pid()));

      family.kill();

      assertThat(member.waitFor(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      member.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
