package dev.agentruntime.domain.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  private static List<List<String>> parts(String line) {
    return CommandLine.parse(line)
        .parts()
        .map(part -> part.words().stream().map(Word::text).toList())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '\u00a6',
      quoteCharacter = '`',
      textBlock =
          """
          ls -la \u00a6 [[ls, -la]]
          a 'b c' "d e" f\\ g h''i \u00a6 [[a, b c, d e, f g, hi]]
          a && b || c | d; e \u00a6 [[a], [b], [c], [d], [e]]
          env -i A=1 nice b c \u00a6 [[env, -i, A=1, nice, b, c], [nice, b, c], [b, c]]
          sh -c 'a; b "c d"' \u00a6 [[sh, -c, a; b "c d"], [a], [b, c d]]
          find . -exec a + -exec b \\; \u00a6 [[find, ., -exec, a, +, -exec, b, ;], [a], [b]]
          git -C d log -1 \u00a6 [[git, -C, d, log, -1], [git, log, -1]]
          a "x\\ny \\$z \\\\" \u00a6 [[a, x\\ny $z \\]]
          """)
  void every_command_is_found_with_its_words(String line, String parts) {
    assertThat(parts(line)).hasToString(parts);
    assertThat(CommandLine.parse(line).isPlain()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\n",
        "# only a comment",
        "a > b",
        "a &",
        "(a)",
        "{ a; }",
        "A=1 a",
        "a $x",
        "a *",
        "a {b,c}",
        "a ~",
        "! a",
        "if a; then b; fi",
        "a 'b",
        "a <<E\nE",
        "a `b`",
        "python -c x"
      })
  void what_is_more_or_less_than_literal_commands_is_not_plain(String line) {
    assertThat(CommandLine.parse(line).isPlain()).isFalse();
    assertThat(CommandLine.parse(line).isCoveredBy(List.of(CommandPattern.parse("a *")))).isFalse();
  }

  @Test
  void a_line_that_is_too_long_is_not_read() {
    CommandLine line = CommandLine.parse("a" + " ".repeat(CommandLine.MAX_LENGTH));
    assertThat(line.commands()).isEmpty();
    assertThat(line.doubts()).containsExactly("it has more than 16384 characters");
    assertThat(CommandLine.parse("a" + " ".repeat(CommandLine.MAX_LENGTH - 1)).isPlain()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a $(",
        "a ${x:-",
        "a \"$(b ",
        "(",
        "{ ",
        "if ",
        "env ",
        "sh -c '",
        "eval ",
        "$((",
        "case x in a) "
      })
  void what_is_too_deep_is_a_doubt(String opening) {
    CommandLine line = CommandLine.parse(opening.repeat(40) + "a");
    assertThat(line.isPlain()).isFalse();
    assertThat(line.doubts()).isNotEmpty();
  }

  static Stream<String> soups() {
    return Stream.of(
        "(",
        ")",
        "$(",
        "`",
        "\\`",
        "${",
        "\"$(",
        "\"",
        "'",
        "env ",
        "sh -c '",
        "{ ",
        "a=",
        "<<a ",
        "<<a\n",
        "$((",
        "case x in ",
        "a) b;; ",
        "find -exec ",
        "find -exec a ; ",
        "git -C ",
        "for i ",
        "eval ",
        "watch ",
        "xargs ",
        "trap ",
        "PAGER[",
        "a[x",
        "{a,",
        "\\\n",
        "\\",
        "a|",
        "&& ",
        ";;",
        "sed -e ",
        "awk -v ",
        "a\n",
        "2>&1 ",
        "<(",
        "$'",
        "function f ",
        "\"`",
        "if ",
        "${x@");
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.MethodSource("soups")
  void reading_takes_time_in_proportion_to_the_text(String piece) {
    String text = piece.repeat(CommandLine.MAX_LENGTH / piece.length());
    CommandPattern pattern = CommandPattern.parse("rm *");
    Assertions.assertTimeout(
        Duration.ofSeconds(2),
        () -> assertThat(CommandLine.parse(text).isCoveredBy(List.of(pattern))).isFalse());
  }

  @Test
  void a_command_can_be_written_so_that_its_words_stay() {
    String line = "a 'b c' '' \"it's\" '*' '~' '$x' 'a=b' '=' d-e.f/g:h@i%j+k,l 'é' \\#";
    SimpleCommand command = CommandLine.parse(line).commands().getFirst();
    assertThat(command.quoted())
        .isEqualTo("a 'b c' '' 'it'\\''s' '*' '~' '$x' a=b '=' d-e.f/g:h@i%j+k,l 'é' '#'");
    assertThat(CommandLine.parse(command.quoted()).commands()).containsExactly(command);
    assertThat(CommandLine.parse("a $x").commands().getFirst().quoted()).isEqualTo("a $x");
  }
}
