package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.workspace.ProcessFamily.Leader;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessFamilyTest {

  private static final String MARK = "11111111-2222-3333-4444-555555555555";

  /** A process that has said that it is ready. */
  private static Process start(String command) throws IOException {
    Process process = new ProcessBuilder("/bin/sh", "-c", command + "; wait").start();
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
}
