package dev.agentruntime.application.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.text.Invisible;
import dev.agentruntime.testkit.gen.Fuzz;
import dev.agentruntime.testkit.gen.Gen;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTest {

  @Test
  void one_place_knows_what_is_hidden_alone() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      String alone = Character.toString(c);
      boolean writtenOut = !VisibleText.of(alone).equals(alone);

      if (Invisible.isHidden(c) != writtenOut) {
        assertThat(Invisible.isHidden(c)).as("U+%04X", c).isEqualTo(writtenOut);
      }
    }
    assertThat(Invisible.isHidden(0x200B)).isTrue();
    assertThat(Invisible.isHidden('\r')).isTrue();
    assertThat(Invisible.isHidden('\n')).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain ASCII ~",
        "lines\n\tand tabs\n",
        "a\r\nb\r\n",
        "Grüße, жук, 漢字",
        "e\u0301 and न\u093F",
        "no\u00A0break",
        "\u0663\u0601\u0664 \u06DD \u070F \u08E2 \u0891",
        "\uD804\uDCBD \uD804\uDCCD",
        "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645",
        "\u0915\u094D\u200D\u0937",
        "\u0645\u064B\u200C\u062E",
        "\u0915\u093E\u200C\u0915",
        "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC66",
        "\uD83D\uDC69\uD83C\uDFFD\u200D\uD83D\uDCBB",
        "\u2764\uFE0F\u200D\uD83D\uDD25 \u2764\uFE0E",
        "1\uFE0F\u20E3",
        "\uE0A0 \u2400 \uFFFD"
      })
  void what_writing_needs_stays_as_it_is(String text) {
    assertThat(VisibleText.of(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "'\u001B[31mred', '\\u{1B}[31mred'",
    "'a\u0000b\u0007\u007F\u009B2J', 'a\\u{0}b\\u{7}\\u{7F}\\u{9B}2J'",
    "'over\rwritten', 'over\\rwritten'",
    "'end\r', 'end\\r'",
    "'\r\r\n', '\\r\r\n'",
    "'a\u202Eb\u2066c\u200E', 'a\\u{202E}b\\u{2066}c\\u{200E}'",
    "'pass\u200Bword\uFEFF', 'pass\\u{200B}word\\u{FEFF}'",
    "'a\u200Cb\u200Dc', 'a\\u{200C}b\\u{200D}c'",
    "'\u200C\u0645', '\\u{200C}\u0645'",
    "'\u0645\u200C', '\u0645\\u{200C}'",
    "'\u0645\u200C\u200C\u0645', '\u0645\\u{200C}\\u{200C}\u0645'",
    "'\u0645\u200Ca', '\u0645\\u{200C}a'",
    "'\u0645\u200C\u0915', '\u0645\\u{200C}\u0915'",
    "'.\u200C\u0645', '.\\u{200C}\u0645'",
    "'\uD83D\uDC68\u200C\uD83D\uDC69', '\uD83D\uDC68\\u{200C}\uD83D\uDC69'",
    "'\uD83D\uDC68\u200D', '\uD83D\uDC68\\u{200D}'",
    "'a\u200D\uD83D\uDC69', 'a\\u{200D}\uD83D\uDC69'",
    "'\u200D\uD83D\uDC69', '\\u{200D}\uD83D\uDC69'",
    "'\uDB40\uDC41\uDB40\uDC7F', '\\u{E0041}\\u{E007F}'",
    "'a\uFE0F\uFE0E', 'a\\u{FE0F}\\u{FE0E}'",
    "'\uFE0F', '\\u{FE0F}'",
    "'1\uFE0F2', '1\\u{FE0F}2'",
    "'\u2764\uFE0F\uFE0F', '\u2764\uFE0F\\u{FE0F}'",
    "'\u2764\uFE00\uDB40\uDD00', '\u2764\\u{FE00}\\u{E0100}'",
    "'so\u00ADft\u034F\u3164\u115F\uFFA0', 'so\\u{AD}ft\\u{34F}\\u{3164}\\u{115F}\\u{FFA0}'",
    "'\u17B4\u180B\u2065\uFFF0', '\\u{17B4}\\u{180B}\\u{2065}\\u{FFF0}'",
    "'a\u2028b\u2029c\u0085', 'a\\u{2028}b\\u{2029}c\\u{85}'",
    "'\uFDD0\uFFFE\uD83F\uDFFF', '\\u{FDD0}\\u{FFFE}\\u{1FFFF}'"
  })
  void what_nobody_would_see_is_written_out(String text, String shown) {
    assertThat(VisibleText.of(text)).isEqualTo(shown);
    assertThat(VisibleText.of(shown)).isEqualTo(shown);
  }

  @Test
  void halves_of_characters_are_written_out() {
    assertThat(VisibleText.of("\uD83Da\uDC68")).isEqualTo("\\u{D83D}a\\u{DC68}");
    assertThat(VisibleText.of("a\uD83D")).isEqualTo("a\\u{D83D}");
  }

  @Test
  void one_line_is_the_first_that_is_not_blank_cut_where_it_is_long() {
    assertThat(VisibleText.line("\n\n  first\u001B[0m \nsecond", 80)).isEqualTo("first\\u{1B}[0m");
    assertThat(VisibleText.line("", 80)).isEmpty();
    assertThat(VisibleText.line("abcdef", 6)).isEqualTo("abcdef");
    assertThat(VisibleText.line("abcdefg", 6)).isEqualTo("abcde…");
    assertThat(VisibleText.line("abc\uD83D\uDC68efg", 5)).isEqualTo("abc…");
    assertThat(VisibleText.line("abc", 1)).isEqualTo("…");
  }

  /** Everything that decides about its neighbours, and some that does not. */
  private static final List<String> PARTS =
      List.of(
          "a",
          "1",
          "\n",
          "\r",
          "\t",
          " ",
          "\u001B",
          "\u200B",
          "\u200C",
          "\u200D",
          "\uFE0F",
          "\uFE0E",
          "\u20E3",
          "\u0645",
          "\u064B",
          "\u0915",
          "\u094D",
          "\u0301",
          "\u2764",
          "\uD83D",
          "\uDC68",
          "\uD83D\uDC68",
          "\uD83C\uDFFD",
          "\uDB40\uDC41",
          "\u202E",
          "\\u{41}",
          "\uFFFF");

  private static String text(Gen gen) {
    return String.join(
        "", IntStream.range(0, gen.below(12)).mapToObj(i -> gen.pick(PARTS)).toList());
  }

  @Test
  void what_is_shown_shows_all_and_does_not_change_again() {
    Fuzz.run(
        20_000,
        seed -> {
          String shown = VisibleText.of(text(new Gen(seed)));
          assertThat(VisibleText.of(shown)).isEqualTo(shown);
          assertThat(shown.codePoints())
              .noneMatch(c -> c < ' ' && c != '\n' && c != '\t' && c != '\r')
              .noneMatch(c -> c == 0x200B || c == 0x202E || c == 0xE0041 || c == 0xFFFF)
              .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
          assertThat(shown.replace("\r\n", "")).doesNotContain("\r");
        });
  }

  @Test
  void pieces_say_the_same_as_the_whole_however_they_are_cut() {
    Fuzz.run(
        20_000,
        seed -> {
          var gen = new Gen(seed);
          String text = text(gen);
          VisibleText.Filter filter = VisibleText.filter();
          var shown = new StringBuilder();
          for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + gen.below(4));
            shown.append(filter.take(text.substring(at, end)));
            at = end;
          }
          shown.append(filter.end());

          assertThat(shown).hasToString(VisibleText.of(text));
          assertThat(filter.writtenOut() == 0).isEqualTo(text.contentEquals(shown));
        });
  }
}
