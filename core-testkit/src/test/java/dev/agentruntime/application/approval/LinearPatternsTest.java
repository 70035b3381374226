package dev.agentruntime.application.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinearPatternsTest {

  @ParameterizedTest
  @CsvSource({
    "write_file|apply_diff, write_file, true",
    "write_file, write_files, false",
    "src/.*, src/a/b.java, true",
    "src/.*, other/src/a, false",
    "(?i)readme.md, README.MD, true",
    "a{1000}, a, false",
    "'a{2,}', aaa, true",
  })
  void a_pattern_matches_the_whole_text(String pattern, String text, boolean matches) {
    assertThat(LinearPatterns.compile(pattern).matches(text)).isEqualTo(matches);
  }

  /** Patterns of plain words take a way of their own, which must lead to the same end. */
  @Test
  void plain_words_match_as_the_engine_matches() {
    List<String> sources =
        List.of(
            "",
            "a",
            "a|b",
            "a|",
            "|",
            ".*",
            "a.*",
            "a.*|b",
            "a b/c-d|x",
            "a.b",
            "a.*b",
            "(?i)a",
            "a\\.b",
            "[ab]",
            "a+",
            "a?|b",
            "a*",
            "^a$",
            "ä",
            "a.*.*",
            "..*",
            "a|b.*|.*c");
    List<String> texts =
        List.of("", "a", "b", "ab", "a\nb", "A", "a.b", "a b/c-d", "ä", "xc", "a|b", "a.*");
    for (String source : sources) {
      com.google.re2j.Pattern engine =
          com.google.re2j.Pattern.compile(source, com.google.re2j.Pattern.DOTALL);
      for (String text : texts) {
        assertThat(LinearPatterns.compile(source).matches(text))
            .as("%s on %s", source, text)
            .isEqualTo(engine.matches(text));
      }
    }
  }

  @Test
  void a_dot_is_any_character_and_a_finder_looks_anywhere() {
    assertThat(LinearPatterns.compile("a.b").matches("a\nb")).isTrue();
    assertThat(LinearPatterns.finder("b+").test("abc")).isTrue();
    assertThat(LinearPatterns.finder("^b").test("abc")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(.*a){12}$",
        "((a{1,1000}){1,1000})",
        "((((a{1,100}){1,100}){1,100}){1,100})",
        "a{1001}",
        "(a{40}){40}",
        "(a+b){3,}",
        "(?:[ab]?[bc]?[cd]?[de]?[ef]?[fg]?){1000}z",
        "(?=a)b",
        "(a)\\1",
        "(",
        "[a"
      })
  void what_would_stall_or_exhaust_an_engine_is_refused_quickly(String pattern) {
    // The first use loads classes.
    LinearPatterns.compile("a");
    long began = System.nanoTime();
    assertThatIllegalArgumentException().isThrownBy(() -> LinearPatterns.compile(pattern));
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(500));
  }

  @Test
  void longer_patterns_than_the_bound_are_refused() {
    assertThat(LinearPatterns.compile("a".repeat(256)).matches("a")).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LinearPatterns.compile("a".repeat(257)))
        .withMessageContaining("256");
  }

  @Test
  void a_pattern_may_be_as_costly_as_the_bound_says() {
    String costly = "(?:ab){900}";
    while (LinearPatterns.size(costly) < LinearPatterns.MAX_SIZE) {
      costly += "c";
    }
    String most = costly;

    assertThat(LinearPatterns.size(most)).isEqualTo(LinearPatterns.MAX_SIZE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LinearPatterns.compile(most + "c"))
        .withMessageContaining("too costly");
  }

  /** A policy is asked before every call, so what an engine costs is spared where it can be. */
  @ParameterizedTest
  @CsvSource({"a|b c|d.*, true", "'', true", ".*, true", "a.b, false", "a|b+, false"})
  void words_and_beginnings_of_words_need_no_engine(String source, boolean plain) {
    assertThat(PlainAlternatives.of(source).isPresent()).isEqualTo(plain);
  }

  @Test
  void a_pattern_that_stalls_other_engines_answers_at_once() {
    assertThat(LinearPatterns.compile("(a+)+b").matches("a".repeat(100_000))).isFalse();
  }
}
