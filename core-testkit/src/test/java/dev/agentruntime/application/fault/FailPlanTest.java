package dev.agentruntime.application.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailPlanTest {

  @TempDir private Path folder;
  private final List<Integer> halted = new ArrayList<>();

  private FailPlan plan(String text) {
    return FailPlan.parse(Optional.of(text), halted::add);
  }

  @Test
  void without_a_plan_nothing_happens() {
    FailPlan none = FailPlan.parse(Optional.empty(), halted::add);
    none.reached("step.committed/turn.running");
    assertThat(none.isActive()).isFalse();
    assertThat(halted).isEmpty();
  }

  @Test
  void a_process_ends_the_time_it_is_to_and_at_no_other() {
    FailPlan plan = plan("halt=step.committed/turn.running@2");
    plan.reached("step.committed/turn.running");
    plan.reached("step.committed/turn.waiting");
    assertThat(halted).isEmpty();
    plan.reached("step.committed/turn.running");
    plan.reached("step.committed/turn.running");
    assertThat(halted).containsExactly(FailPlan.STATUS);
    assertThat(plan.isActive()).isTrue();
  }

  @Test
  void what_is_reached_is_written_down() throws Exception {
    Path file = folder.resolve("reached, and more");
    FailPlan plan = plan("record=" + file);
    plan.reached("lease.taken");
    plan.reached("lease.taken");
    plan.reached("model.first-piece");
    assertThat(Files.readAllLines(file))
        .containsExactly("lease.taken", "lease.taken", "model.first-piece");
    assertThat(plan.isActive()).isTrue();
  }

  @Test
  void a_thread_is_held_for_ever_whoever_interrupts_it() throws Exception {
    Path file = folder.resolve("held");
    FailPlan plan = plan("hold=lease.taken@1," + file);
    Thread held = Thread.ofVirtual().start(() -> plan.reached("lease.taken"));
    while (!Files.exists(file)) {
      Thread.onSpinWait();
    }
    held.interrupt();
    assertThat(held.join(java.time.Duration.ofMillis(50))).isFalse();
    assertThat(halted).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "halt",
        "halt=",
        "halt=a",
        "halt=a@0",
        "halt=a@x",
        "hold=a@1",
        "record=",
        "a@1"
      })
  void what_is_no_plan_is_refused_with_what_would_be_one(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan(text))
        .withMessageContaining("agentruntime.failpoints is record=FILE")
        .withMessageContaining(text);
  }

  @Test
  void failpoints_are_named_by_where_they_are() {
    assertThat(Failpoint.STEP_BEFORE_COMMIT.id()).isEqualTo("step.before-commit");
    assertThat(Arrays.stream(Failpoint.values()).map(Failpoint::id)).doesNotHaveDuplicates();
  }
}
