package dev.agentruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StyledTest {

  @Test
  void colours_are_the_only_sequences() {
    Styled line = Styled.of(Ink.RED, "a\u001b[2Jb").plus(Ink.PLAIN, "\u202ec");

    assertThat(line.render(true)).isEqualTo("\u001b[31ma\\u{1B}[2Jb\u001b[0m\\u{202E}c");
    assertThat(line.render(false)).doesNotContain("\u001b", "\u202e");
  }

  @ParameterizedTest
  @CsvSource({"10", "17", "40", "80"})
  void wrapping_keeps_to_the_width_and_loses_nothing(int width) {
    String text = "rm -rf build && echo 漢字漢字 done " + "x".repeat(100) + " and the end";

    List<Styled> rows = Styled.of(text).wrapped(width, "");

    assertThat(rows)
        .allSatisfy(row -> assertThat(Styled.columns(row.plain())).isLessThanOrEqualTo(width));
    assertThat(rows.stream().map(Styled::plain).collect(Collectors.joining())).isEqualTo(text);
  }

  @Test
  void a_long_text_shows_its_end_and_tells_what_is_between() {
    List<Styled> lines =
        IntStream.rangeClosed(1, 500).mapToObj(i -> Styled.of("line " + i)).toList();

    Excerpt excerpt = Excerpt.of(lines, 80, 20, "v to view");

    assertThat(excerpt.rows()).hasSize(20);
    assertThat(excerpt.hidden()).isEqualTo(481);
    assertThat(excerpt.rows().getFirst().plain()).isEqualTo("line 1");
    assertThat(excerpt.rows().getLast().plain()).isEqualTo("line 500");
    assertThat(excerpt.rows()).extracting(Styled::plain).contains("  … 481 more lines, v to view");
    assertThat(Excerpt.of(lines.subList(0, 20), 80, 20, "v to view").hidden()).isZero();
  }

  @Test
  void padding_pushes_nothing_out_of_sight() {
    var lines = IntStream.range(0, 3000).mapToObj(i -> Styled.of("+")).collect(Collectors.toList());
    lines.addFirst(Styled.of("+harmless"));
    lines.add(Padding.line(Ink.PLAIN, "ls" + " ".repeat(5000) + "; rm -rf ."));

    Excerpt excerpt = Excerpt.of(lines, 80, 10, "v");

    assertThat(excerpt.hidden()).isZero();
    assertThat(excerpt.rows())
        .extracting(Styled::plain)
        .containsExactly("+harmless", "[3000 blank lines]", "ls[5000 blanks]; rm -rf .");
  }

  @Test
  void letters_of_another_alphabet_within_a_word_are_named() {
    assertThat(LookAlikes.in("cat p\u0430sswd"))
        .hasValueSatisfying(note -> assertThat(note).contains("U+0430"));
    assertThat(LookAlikes.in("echo привет world 漢字 über")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, true, xterm, '', '', true",
    "AUTO, false, xterm, '', '', false",
    "AUTO, true, xterm, 1, '', false",
    "AUTO, true, dumb, '', '', false",
    "AUTO, true, '', '', '', false",
    "AUTO, true, xterm, '', true, false",
    "AUTO, true, xterm, '', false, true",
    "ALWAYS, false, dumb, 1, true, true",
    "NEVER, true, xterm, '', '', false",
  })
  void colours_are_where_they_are_wanted(
      Colours colours, boolean terminal, String term, String noColor, String ci, boolean wanted) {
    assertThat(colours.wanted(terminal, Map.of("TERM", term, "NO_COLOR", noColor, "CI", ci)))
        .isEqualTo(wanted);
  }
}
