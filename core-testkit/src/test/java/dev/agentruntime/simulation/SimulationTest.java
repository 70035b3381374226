package dev.agentruntime.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SimulationTest {

  /** Enough for everything to happen that must happen sometimes. */
  private static final long SEEDS = 300;

  @Test
  void a_seed_is_the_same_story_each_time() {
    for (long seed = 1; seed <= 5; seed++) {
      assertThat(Simulations.traced(seed).lines()).isEqualTo(Simulations.traced(seed).lines());
    }
  }

  @Test
  void nothing_that_must_hold_is_violated_and_all_that_should_happens() {
    var simulations = new Simulations(1);
    System.out.print(simulations.report(Simulations.seedsUpTo(SEEDS), 2));
    assertThat(simulations.never()).isEmpty();
  }
}
