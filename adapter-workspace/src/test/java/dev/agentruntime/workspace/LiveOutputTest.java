package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.testkit.gen.Fuzz;
import dev.agentruntime.testkit.gen.Gen;
import org.junit.jupiter.api.Test;

class LiveOutputTest {

  private final LiveOutput live = new LiveOutput();

  @Test
  void a_look_gives_what_has_come_since_the_last_one() {
    live.add("a");
    live.add("b");

    assertThat(live.next(false)).isEqualTo("ab");
    assertThat(live.next(false)).isEmpty();
    live.add("c");
    assertThat(live.next(true)).isEqualTo("c");
  }

  @Test
  void of_a_flood_the_newest_is_given_and_how_much_was_skipped() {
    live.add("x".repeat(LiveOutput.MAX_PIECE));
    live.add("end");

    assertThat(live.next(false)).startsWith("\n[… 3 characters not shown …]\nxxx").endsWith("xend");
    live.add("more");
    assertThat(live.next(false)).isEqualTo("more");
  }

  @Test
  void going_back_to_the_beginning_of_a_line_begins_a_new_one() {
    live.add("10%\r20%\r");
    assertThat(live.next(false)).isEqualTo("10%\n20%");
    live.add("\ndone\r");
    assertThat(live.next(false)).isEqualTo("\ndone");
    assertThat(live.next(false)).isEmpty();
    assertThat(live.next(true)).isEqualTo("\n");
  }

  @Test
  void after_very_much_nothing_is_shown_any_more() {
    String piece = "x".repeat(LiveOutput.MAX_PIECE);
    int looks = 0;
    String last = "";
    for (String next = " "; !next.isEmpty(); looks++) {
      last = next;
      live.add(piece);
      next = live.next(false);
    }

    assertThat(looks - 1).isEqualTo(LiveOutput.MAX_TOTAL / LiveOutput.MAX_PIECE + 1);
    assertThat(last).endsWith("x\n[more output is not shown while it runs]\n");
  }

  @Test
  void whatever_comes_a_look_gives_little_and_whole_characters() {
    Fuzz.run(
        300,
        seed -> {
          var gen = new Gen(seed);
          var output = new LiveOutput();
          for (int looks = gen.below(20); looks > 0; looks--) {
            for (int pieces = gen.below(10); pieces > 0; pieces--) {
              output.add(gen.text().repeat(gen.below(300)));
            }
            String next = output.next(false);
            assertThat(next.length()).isLessThan(LiveOutput.MAX_PIECE + 100);
            assertThat(next.codePoints())
                .noneMatch(c -> Character.getType(c) == Character.SURROGATE);
            assertThat(next).doesNotContain("\r");
          }
        });
  }
}
