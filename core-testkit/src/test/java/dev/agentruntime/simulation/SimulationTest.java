package dev.agentruntime.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(600)
class SimulationTest {

  /** Enough for everything to happen that must happen sometimes. */
  private static final long SEEDS = 150;

  @Test
  void a_seed_is_the_same_story_each_time() {
    for (long seed = 1; seed <= 10; seed++) {
      assertThat(Simulations.traced(seed).lines())
          .isNotEmpty()
          .isEqualTo(Simulations.traced(seed).lines());
    }
  }

  @Test
  void nothing_that_must_hold_is_violated_and_all_that_should_happens() {
    var simulations = new Simulations(1);
    System.out.print(simulations.report(Simulations.seedsUpTo(SEEDS), 2));
    assertThat(simulations.never()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("keptSeeds")
  void what_did_not_hold_once_holds_now(long seed) {
    Simulations.run(seed);
  }

  static Stream<Long> keptSeeds() {
    try (InputStream kept = SimulationTest.class.getResourceAsStream("/simulation/seeds.txt")) {
      return new String(kept.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> Long.parseLong(line.substring(0, line.indexOf(' '))))
              .toList()
              .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
