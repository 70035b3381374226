package dev.agentruntime.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "*.java, A.java, true",
    "*.java, src/A.java, true",
    "*.java, A.javac, false",
    "src/*.java, src/A.java, true",
    "src/*.java, src/x/A.java, false",
    "./src/*.java, src/A.java, true",
    "**/A.java, A.java, true",
    "**/A.java, x/y/A.java, true",
    "**/A.java, x/BA.java, false",
    "src/**, src/x/y, true",
    "src/**/test/*.js, src/test/a.js, true",
    "src/**/test/*.js, src/a/b/test/a.js, true",
    "?.txt, a.txt, true",
    "?.txt, ab.txt, false",
    "'*.{js,ts}', a.ts, true",
    "'*.{js,ts}', a.jsx, false",
    "'{a,b{c,d}}.x', bd.x, true",
    "[ab].txt, b.txt, true",
    "[!ab].txt, b.txt, false",
    "[^ab].txt, c.txt, true",
    "[a-c].txt, b.txt, true",
    "'[[].txt', '[.txt', true",
    "'a].txt', 'a].txt', true",
    "'a[.txt', 'a[.txt', true",
    "'a,}.txt', 'a,}.txt', true",
    "a.b, axb, false",
    "(a|b), a, false",
    "*.JAVA, a.java, false"
  })
  void it_matches_as_people_expect(String glob, String path, boolean expected) throws Exception {
    assertThat(Glob.of(glob).matches(path)).isEqualTo(expected);
  }

  @Test
  void what_is_too_long_or_not_closed_is_refused() {
    assertThatThrownBy(() -> Glob.of("x".repeat(501))).hasMessageContaining("at most 500");
    assertThatThrownBy(() -> Glob.of("{a,b")).hasMessageContaining("not valid");
  }

  @Test
  @Timeout(20)
  void many_stars_take_no_longer_than_the_path_is_long() throws Exception {
    assertThat(Glob.of("*a".repeat(200) + "b").matches("a".repeat(4000))).isFalse();
  }
}
