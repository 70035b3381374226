package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.agentruntime.testkit.gen.Fuzz;
import dev.agentruntime.testkit.gen.Gen;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeedleTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "abc abc",
        "ab+cd ab",
        "abc*de ab",
        "abcd?ef abc",
        "abc{2}de ab",
        "x.yz yz",
        "^foo$ foo",
        "f\\(x\\) f(x)",
        "\\bfoo\\b foo",
        "class\\s+\\w+Handler Handler",
        "(ab|cd)efg efg",
        "(?:abcdef)gh gh",
        "[a-z\\]]+xyz xyz",
        "one|three one,three",
        "größe gr",
      })
  void an_expression_cannot_do_without_one_of(String regex, String needles) {
    assertThat(Needle.ofExpression(regex, false))
        .extracting(Needle::text)
        .containsExactly(needles.split(",", -1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "a|",
        ".*",
        "(abc)",
        "a?b*",
        "(?i)abc",
        "\\pLabc",
        "\\x41bc",
        "[[:alpha:]]abc",
        "abc{"
      })
  void an_expression_that_is_not_plain_has_none(String regex) {
    assertThat(Needle.ofExpression(regex, false)).isEmpty();
  }

  @Test
  void letters_with_other_cases_beyond_ascii_are_left_out_where_unicode_decides() {
    assertThat(Needle.ofExpression("class", true)).extracting(Needle::text).containsExactly("cla");
    assertThat(Needle.ofText("Kette\u00E4", true)).extracting(Needle::text).containsExactly("ette");
    assertThat(Needle.ofText("Class", true)).extracting(Needle::text).containsExactly("Class");
    assertThat(Needle.ofText("\u6F22", true)).isEmpty();
  }

  @Test
  void case_is_that_of_ascii_or_none() {
    byte[] bytes = "xx the CLASS xx".getBytes(StandardCharsets.UTF_8);

    assertThat(Needle.ofText("Class", true).getFirst().isIn(bytes, bytes.length)).isTrue();
    assertThat(Needle.ofText("Class", false).getFirst().isIn(bytes, bytes.length)).isFalse();
    assertThat(Needle.ofText("CLASS", false).getFirst().isIn(bytes, bytes.length - 4)).isFalse();
  }

  /** Whatever an expression or a text finds in a line, the bytes of that line have a needle. */
  @Test
  void a_line_that_is_found_always_has_one() {
    List<String> pieces =
        List.of(
            "a", "b", "K", "k", "s", "\u017F", "\u212A", "\u00E4", "ab", "(a|b)", "(?:ab)", "a*",
            "b+", "k?", "[ab]", "[^k]", ".", "\\w", "\\.", "a{2}", "b{0,1}", "|", "(as)?", "\\bs");
    Fuzz.run(
        3000,
        seed -> {
          var gen = new Gen(seed);
          var regex = new StringBuilder();
          var line = new StringBuilder();
          for (int i = gen.below(6) + 1; i > 0; i--) {
            regex.append(gen.pick(pieces));
          }
          for (int i = gen.below(30); i > 0; i--) {
            line.append(
                gen.pick(
                    List.of(
                        "a", "b", "A", "B", "k", "K", "s", "S", "\u017F", "\u212A", ".",
                        "\u00E4")));
          }
          boolean anyCase = gen.bool();
          byte[] bytes = line.toString().getBytes(StandardCharsets.UTF_8);
          var search = search(regex.toString(), gen.bool(), !anyCase);
          if (search.isIn(line.toString())) {
            assertThat(search.mayBeIn(bytes, bytes.length)).as("%s in %s", regex, line).isTrue();
          }
        });
  }

  private static LineSearch search(String query, boolean regex, boolean caseSensitive) {
    try {
      return LineSearch.of(query, regex, caseSensitive);
    } catch (ToolFailedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_text_is_found_as_a_slow_search_finds_it() {
    Fuzz.run(
        2000,
        seed -> {
          var gen = new Gen(seed);
          String query = letters(gen, gen.below(6) + 1);
          String line = letters(gen, gen.below(40));
          boolean found = new Literal(query, true).isIn(line);

          assertThat(found)
              .isEqualTo(line.toLowerCase(Locale.ROOT).contains(query.toLowerCase(Locale.ROOT)));
          assertThat(new Literal(query, false).isIn(line)).isEqualTo(line.contains(query));
          byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
          assertThat(Needle.ofText(query, true).getFirst().isIn(bytes, bytes.length))
              .isEqualTo(found);
        });
  }

  private static String letters(Gen gen, int length) {
    var text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(gen.pick(List.of("a", "b", "A")));
    }
    return text.toString();
  }

  @Test
  void outside_ascii_case_follows_unicode() {
    assertThat(new Literal("STRA\u00DFE \u00C4", true).isIn("die stra\u00DFe \u00E4 da")).isTrue();
    assertThat(new Literal("\u00C4", false).isIn("\u00E4")).isFalse();
    assertThat(Pattern.compile("k", Pattern.CASE_INSENSITIVE).matcher("\u212A").find()).isTrue();
  }
}
