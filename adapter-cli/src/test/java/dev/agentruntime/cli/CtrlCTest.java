package dev.agentruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CtrlCTest {

  private final List<String> done = new ArrayList<>();
  private final CtrlC ctrlC = new CtrlC(() -> done.add("cancel"), () -> done.add("leave"));

  @Test
  void it_does_nothing_while_no_turn_runs() {
    ctrlC.press();
    ctrlC.arm();
    ctrlC.rest();
    ctrlC.press();

    assertThat(done).isEmpty();
    assertThat(ctrlC.hasCancelled()).isFalse();
  }

  @Test
  void the_first_press_cancels_and_the_second_leaves() {
    ctrlC.arm();
    ctrlC.press();
    assertThat(ctrlC.hasCancelled()).isTrue();
    ctrlC.press();

    assertThat(done).containsExactly("cancel", "leave");
  }

  @Test
  void each_turn_counts_anew() {
    ctrlC.arm();
    ctrlC.press();
    ctrlC.rest();
    ctrlC.arm();
    ctrlC.press();

    assertThat(done).containsExactly("cancel", "cancel");
  }
}
