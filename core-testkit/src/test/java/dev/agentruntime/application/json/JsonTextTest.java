package dev.agentruntime.application.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.application.json.JsonText.Invalid;
import dev.agentruntime.application.json.JsonText.Valid;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":1,"b":[true,null,"x"]}  | {"a":1,"b":[true,null,"x"]}
           [ 1.50 , -0 , 1e3 ]         | [1.5,0,1000]
          "\\u0041"                    | "A"
          false                        | false
          {}                           | {}
          """)
  void what_is_json_is_read(String text, String canonical) {
    assertThat(JsonText.read(text))
        .isInstanceOfSatisfying(
            Valid.class, valid -> assertThat(valid.value().canonical()).isEqualTo(canonical));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":1,"a":2}       | a is there a second time
          {"a":{"b":1,"b":2}} | b is there a second time
          {} {}               | there is more after the JSON value
          {}x                 | x is no JSON value; text is quoted
          {"a":1              | the text ends before the value is complete
          {"a                 | the text ends before the value is complete
          -                   | the text ends before the value is complete
          {'a':1}             | unexpected ''' where a name in double quotes is expected
          {"a" 1}             | unexpected '1' where a colon between name and value is expected
          {"a":1 "b"}         | unexpected '"' where a comma is expected
          {"a":}              | unexpected '}' where a value is expected
          {}}                 | '}' closes nothing
          // why              | unexpected '/': JSON has no comments
          "\\q"              | \\q is no escape of JSON; a backslash is written \\\\
          +1                  | unexpected '+' in numeric value: JSON does not allow this sign
          0x10                | unexpected 'x': a number ends here
          [1,]                | unexpected ']' where a value is expected
          9007199254740993    | no double holds
          1e400               | no double holds
          0.1000000000000000055511151231257827 | no double holds
          NaN                 | NaN is no JSON value
          01                  | leading zero
          "\\ud800"           | surrogate
          {"\\udc00":1}       | surrogate
          """)
  void what_is_not_json_or_would_be_changed_is_refused_with_its_place(String text, String problem) {
    assertThat(JsonText.read(text))
        .isInstanceOfSatisfying(
            Invalid.class,
            i -> assertThat(i.problem()).containsIgnoringCase(problem).contains("line 1"));
  }

  @Test
  void no_problem_speaks_of_the_parsers_own_settings() {
    assertThat(List.of("[".repeat(65), "1".repeat(65), "{\"a\":1", "/**/1", "+1", "NaN", "\"\n\""))
        .extracting(JsonTextTest::problem)
        .noneMatch(problem -> problem.matches(".*(Feature|Constraint|Source|code [0-9]).*"));
  }

  @Test
  void nothing_is_not_json() {
    assertThat(problem("  ")).startsWith("the text is empty");
  }

  @Test
  void nesting_beyond_the_bound_is_refused_and_has_no_place() {
    assertThat(JsonText.read("[".repeat(64) + "]".repeat(64))).isInstanceOf(Valid.class);
    assertThat(problem("[".repeat(65) + "]".repeat(65))).contains("64").doesNotContain("line");
  }

  @Test
  void more_tokens_than_the_bound_are_refused() {
    assertThat(problem("[" + "1,".repeat(JsonText.MAX_TOKENS) + "1]")).contains("50000");
  }

  @Test
  void longer_texts_names_and_numbers_than_the_bounds_are_refused() {
    assertThat(problem(" ".repeat(JsonText.MAX_TEXT + 1))).contains("characters");
    assertThat(problem("{\"" + "n".repeat(1_001) + "\":1}")).contains("1000");
    assertThat(problem("1".repeat(65))).contains("64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\": \uD800}", "\uDC00", "{\0}"})
  void a_problem_can_always_be_recorded(String text) {
    assertThat(problem(text).codePoints()).noneMatch(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF));
  }

  @Test
  void what_this_runtime_wrote_itself_must_be_an_object() {
    assertThat(JsonText.readObject("{\"a\":1}").number("a")).contains(1.0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonText.readObject("[]"))
        .withMessage("not a JSON object");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JsonText.readObject("{"))
        .withMessageContaining("ends before the value is complete");
  }

  private static String problem(String text) {
    return ((Invalid) JsonText.read(text)).problem();
  }
}
