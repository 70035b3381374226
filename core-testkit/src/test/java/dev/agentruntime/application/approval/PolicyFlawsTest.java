package dev.agentruntime.application.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.document.DocumentPath;
import org.junit.jupiter.api.Test;

class PolicyFlawsTest {

  private static final DocumentPath PART = DocumentPath.ROOT.member("part");

  /** What all patterns of a policy may cost together. */
  private static final int BOUND = 20_000;

  private final PolicyFlaws flaws = new PolicyFlaws();

  /** A pattern that costs exactly so much. */
  private static String costing(int size) {
    int letters = 1;
    while (LinearPatterns.size("a{" + letters + "}") < size) {
      letters++;
    }
    String pattern = "a{" + letters + "}";
    assertThat(LinearPatterns.size(pattern)).isEqualTo(size);
    return pattern;
  }

  private void spend(int cost) {
    for (int left = cost; left > 0; left -= 500) {
      assertThat(flaws.pattern(costing(500), PART)).isPresent();
    }
  }

  @Test
  void patterns_may_cost_together_what_the_bound_says() {
    spend(BOUND);

    assertThat(flaws.found()).isEmpty();
  }

  @Test
  void the_first_pattern_beyond_the_bound_is_told_and_no_later_one_is_made() {
    spend(BOUND);

    for (int i = 0; i < 3; i++) {
      assertThat(flaws.pattern("a", PART)).isEmpty();
      assertThat(flaws.found())
          .singleElement()
          .satisfies(flaw -> assertThat(flaw.text()).startsWith("part: up to here the patterns"));
    }
  }
}
