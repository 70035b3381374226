package dev.agentruntime.application.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.LeaseOwner;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LocalProcessTest {

  private final LeaseOwner self = LocalProcess.owner(UUID.randomUUID());

  @Test
  void this_process_lives() {
    assertThat(LocalProcess.isDead(self)).isFalse();
    assertThat(LocalProcess.isDead(LeaseOwner.parse(self.asText()))).isFalse();
    assertThat(self.host()).startsWith(LocalProcess.hostName() + "/");
  }

  @Test
  void a_process_of_this_machine_that_ended_is_dead() throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    child.waitFor();
    assertThat(LocalProcess.isDead(owner(child.pid(), self.processStart()))).isTrue();
  }

  @Test
  void a_process_id_that_was_given_out_again_does_not_bring_its_owner_back() {
    Instant before = self.processStart().minusSeconds(3600);
    assertThat(LocalProcess.isDead(owner(self.pid(), before))).isTrue();
  }

  @Test
  void start_times_that_differ_as_clocks_do_are_of_one_process() {
    Instant start = self.processStart();
    assertThat(LocalProcess.isDead(owner(self.pid(), start.plusSeconds(2)))).isFalse();
    assertThat(LocalProcess.isDead(owner(self.pid(), start.minusSeconds(2)))).isFalse();
  }

  @Test
  void of_another_machine_nothing_is_known() {
    var elsewhere = new LeaseOwner("elsewhere", self.pid(), Instant.EPOCH, UUID.randomUUID());
    assertThat(LocalProcess.isDead(elsewhere)).isFalse();
  }

  private LeaseOwner owner(long pid, Instant start) {
    return new LeaseOwner(self.host(), pid, start, UUID.randomUUID());
  }
}
