package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.testkit.gen.Fuzz;
import dev.agentruntime.testkit.gen.Gen;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettledLinesTest {

  private static String settled(String text) {
    var lines = new SettledLines();
    return lines.settle(text) + lines.rest();
  }

  private static String escaped(String text) {
    return text.replace("\r", "\\r").replace("\n", "\\n").replace("\u2400", "\\0");
  }

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "one, one",
    "one\\ntwo, one\\ntwo",
    "one\\r\\ntwo\\r\\n, one\\ntwo\\n",
    "10%\\r50%\\r100%\\ndone, 100%\\ndone",
    "10%\\r100%\\r\\r\\n, 100%\\n",
    "10%\\r, 10%",
    "\\r\\r\\n\\r, \\n",
    "a\\0b, a\\0b",
  })
  void a_line_is_what_was_written_last(String printed, String kept) {
    String text = printed.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");

    assertThat(escaped(settled(text))).isEqualTo(kept);
  }

  @Test
  void a_line_that_was_handed_on_in_parts_is_not_overwritten() {
    String part = "x".repeat(SettledLines.MAX_LINE);

    assertThat(settled(part + "y\rz\n" + "v\rw")).isEqualTo(part + "y\nz\nw");
    assertThat(new SettledLines().settle(part)).isEqualTo(part);
  }

  @Test
  void a_pair_of_surrogates_is_handed_on_together() {
    var lines = new SettledLines();
    String bug = "\uD83D\uDC1E";

    assertThat(lines.settle("x".repeat(SettledLines.MAX_LINE - 1) + bug)).endsWith(bug);
  }

  @Test
  void pieces_make_no_difference() {
    Fuzz.run(
        2000,
        seed -> {
          var gen = new Gen(seed);
          var text = new StringBuilder();
          for (int parts = gen.below(40); parts > 0; parts--) {
            text.append(gen.bool() ? gen.text() : gen.pick(List.of("\r", "\n", "\r\n", "\0")));
          }
          var lines = new SettledLines();
          var inPieces = new StringBuilder();
          var random = new Random(seed);
          for (int at = 0; at < text.length(); ) {
            int end = at + 1 + random.nextInt(text.length() - at);
            inPieces.append(lines.settle(text.substring(at, end)));
            at = end;
          }
          inPieces.append(lines.rest());

          assertThat(inPieces.toString())
              .isEqualTo(settled(text.toString()))
              .doesNotContain("\r", "\0");
        });
  }
}
