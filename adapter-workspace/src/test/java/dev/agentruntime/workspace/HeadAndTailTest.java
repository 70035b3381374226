package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.testkit.gen.Fuzz;
import dev.agentruntime.testkit.gen.Gen;
import org.junit.jupiter.api.Test;

class HeadAndTailTest {

  @Test
  void a_text_that_fits_is_kept_whole() {
    var kept = new HeadAndTail(3, 4);
    kept.add("abc");
    kept.add("defg");

    assertThat(kept.head() + kept.tail()).isEqualTo("abcdefg");
    assertThat(kept.leftOut()).isZero();
  }

  @Test
  void no_character_is_parted() {
    var kept = new HeadAndTail(2, 2);
    kept.add("a\uD83D\uDC1Eb\uD83D\uDC1Ec");

    assertThat(kept.head()).isEqualTo("a");
    assertThat(kept.tail()).isEqualTo("\uD83D\uDC1Ec");
    assertThat(kept.leftOut()).isEqualTo(3);
  }

  @Test
  void what_comes_after_the_beginning_is_full_never_gets_into_it() {
    var kept = new HeadAndTail(2, 9);
    kept.add("a\uD83D\uDC1E");
    kept.add("b");

    assertThat(kept.head()).isEqualTo("a");
    assertThat(kept.tail()).isEqualTo("\uD83D\uDC1Eb");
  }

  @Test
  void beginning_and_end_are_those_of_any_text_in_any_pieces() {
    Fuzz.run(
        2000,
        seed -> {
          var gen = new Gen(seed);
          int head = gen.below(20);
          int tail = gen.below(20);
          var kept = new HeadAndTail(head, tail);
          var whole = new StringBuilder();
          for (int pieces = gen.below(30); pieces > 0; pieces--) {
            String piece = gen.text();
            whole.append(piece);
            kept.add(piece);
          }

          assertThat(whole.toString()).startsWith(kept.head()).endsWith(kept.tail());
          assertThat(kept.head().length()).isLessThanOrEqualTo(head);
          assertThat(kept.tail().length()).isLessThanOrEqualTo(tail + 1);
          assertThat(kept.head().length() + kept.leftOut() + kept.tail().length())
              .isEqualTo(whole.length());
        });
  }
}
