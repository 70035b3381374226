package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ShownDiffTest {

  private static String diff(String before, String after) throws Exception {
    return ShownDiff.of(List.of(change("f", before, after)));
  }

  private static FileChange change(String path, String before, String after) throws Exception {
    return new FileChange(WorkspacePath.parse(path), bytes(before), bytes(after), Optional.empty());
  }

  private static Optional<byte[]> bytes(String text) {
    return Optional.ofNullable(text).map(t -> t.getBytes(StandardCharsets.UTF_8));
  }

  private static String numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> i + "\n").collect(Collectors.joining());
  }

  @Test
  void it_shows_what_goes_before_what_comes_with_three_lines_around() throws Exception {
    assertThat(diff(numbers(1, 10), numbers(1, 10).replace("5\n", "five\nfive and a half\n")))
        .isEqualTo(
            """
            --- a/f
            +++ b/f
            @@ -2,7 +2,8 @@
             2
             3
             4
            -5
            +five
            +five and a half
             6
             7
             8
            """);
  }

  @Test
  void a_last_newline_that_comes_or_goes_is_seen() throws Exception {
    assertThat(diff("a", "a\n")).endsWith("-a\n\\ No newline at end of file\n+a\n");
  }

  @Test
  void line_ends_that_change_are_seen_and_those_that_stay_are_not() throws Exception {
    assertThat(diff("a\r\n", "a\n")).endsWith("-a\u240D\n+a\n");
    assertThat(diff("a\r\n", "b\r\n")).endsWith("-a\n+b\n");
  }

  @Test
  void a_byte_order_mark_that_comes_is_seen() throws Exception {
    assertThat(diff("a\n", "\uFEFFa\n")).contains("byte order mark");
  }

  @Test
  void binary_content_and_no_change_are_said() throws Exception {
    assertThat(diff("a\0b", "text")).endsWith("+++ b/f\n[binary content]\n");
    assertThat(diff("a", "a")).endsWith("[nothing changes]\n");
    assertThat(diff(null, "")).isEqualTo("--- /dev/null\n+++ b/f\n");
  }

  @Test
  void what_is_too_long_is_cut_with_the_number_of_lines_left_out() throws Exception {
    String diff =
        ShownDiff.of(List.of(change("f", null, "x\n".repeat(60_000)), change("g", "a", null)));

    assertThat(diff).hasSizeLessThan(ShownDiff.MAX_SHOWN + 100).endsWith(" more lines]\n");
  }

  @Test
  @Timeout(60)
  void files_that_have_nothing_in_common_are_compared_in_no_time() throws Exception {
    assertThat(diff(numbers(0, 200_000), numbers(300_000, 500_000)))
        .startsWith("--- a/f\n+++ b/f\n@@ -1,");
    assertThat(diff(numbers(0, 4_000), numbers(5_000, 9_000))).contains("-3999\n+5000\n");
  }

  @Test
  void a_shown_diff_makes_the_file_it_shows() throws Exception {
    var random = new Random(20260101);
    for (int round = 0; round < 2000; round++) {
      String before = text(random);
      String after = edited(before, random);
      String diff = diff(before, after);
      if (before.equals(after)) {
        continue;
      }

      FilePatch patch = DiffParser.parse(TextFile.lines(diff)).getFirst();
      byte[] patched =
          PatchedText.apply("f", before.getBytes(StandardCharsets.UTF_8), patch.hunks());

      assertThat(new String(patched, StandardCharsets.UTF_8)).as(diff).isEqualTo(after);
    }
  }

  /** Few different lines, so that many places look alike; some look like parts of a diff. */
  private static String text(Random random) {
    var lines = List.of("a", "b", "", " ", "-- x", "++ y", "@@ -1 +1 @@", "\tz", "diff --git a b");
    String end = random.nextBoolean() ? "\r\n" : "\n";
    String text =
        IntStream.range(0, 1 + random.nextInt(30))
            .mapToObj(i -> lines.get(random.nextInt(lines.size())) + end)
            .collect(Collectors.joining());
    return random.nextInt(3) == 0 ? text.substring(0, text.length() - end.length()) : text;
  }

  private static String edited(String text, Random random) {
    String edited = text;
    for (int i = 0; i <= random.nextInt(4); i++) {
      int at = edited.isEmpty() ? 0 : random.nextInt(edited.length());
      at = edited.indexOf('\n', at) + 1;
      String end = text.contains("\r\n") ? "\r\n" : "\n";
      int next = edited.indexOf('\n', at) + 1;
      edited =
          random.nextBoolean() || next <= at
              ? edited.substring(0, at) + "new " + i + end + edited.substring(at)
              : edited.substring(0, at) + edited.substring(next);
    }
    return edited;
  }
}
