package dev.agentruntime.arch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.arch.Coverage.Share;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CoverageTest {
  private final Coverage coverage =
      new Coverage(
          new Share(972, 1000), Map.of("safe", new Share(4, 4), "unsafe", new Share(3, 4)));

  @Test
  void the_bar_itself_is_enough() {
    assertThat(coverage.shortfalls(0.972, Set.of("safe"))).isEmpty();
  }

  @Test
  void one_line_below_the_bar_falls_short() {
    assertThat(coverage.shortfalls(0.973, Set.of()))
        .containsExactly("lines of the core: 97.20 % (972 of 1000), below 97.30 %");
  }

  @Test
  void one_branch_missed_falls_short() {
    assertThat(coverage.shortfalls(0, Set.of("unsafe")))
        .containsExactly("branches of unsafe: 75.00 % (3 of 4), not all");
  }

  @Test
  void a_package_that_is_not_there_falls_short() {
    assertThat(coverage.shortfalls(0, Set.of("mistyped")))
        .containsExactly("mistyped has no code, so its branches prove nothing");
  }

  @Test
  void no_code_at_all_is_below_every_bar() {
    assertThat(new Coverage(new Share(0, 0), Map.of()).shortfalls(0.01, Set.of())).hasSize(1);
  }
}
