package dev.agentruntime.testkit.gen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FuzzTest {

  @Test
  void an_ordinary_run_tries_the_same_seeds_each_time() {
    assumeThat(System.getProperty("fuzz.minutes")).isNull();
    var tried = new ArrayList<Long>();

    Fuzz.run(3, tried::add);

    assertThat(tried).isEqualTo(List.of(0L, 1L, 2L));
  }

  @Test
  void a_failure_names_its_seed() {
    assumeThat(System.getProperty("fuzz.minutes")).isNull();

    assertThatThrownBy(
            () ->
                Fuzz.run(
                    10,
                    seed -> {
                      if (seed == 7) {
                        throw new IllegalStateException("lost a byte");
                      }
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessage("seed 7: lost a byte")
        .hasCauseInstanceOf(IllegalStateException.class);
  }
}
