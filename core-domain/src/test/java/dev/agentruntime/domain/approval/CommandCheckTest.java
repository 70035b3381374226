package dev.agentruntime.domain.approval;

import static dev.agentruntime.domain.approval.Requests.detail;
import static dev.agentruntime.domain.approval.Requests.evidence;
import static dev.agentruntime.domain.approval.Requests.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.approval.Condition.Truth;
import dev.agentruntime.domain.command.CommandPattern;
import dev.agentruntime.domain.json.JsonNumber;
import dev.agentruntime.domain.json.JsonString;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandCheckTest {

  private static final Condition GIT_LOG =
      new Condition("command", new CommandCheck.Matches(pattern("git log( .*)?")));
  private static final Condition LISTS =
      new Condition(
          "command",
          new CommandCheck.In(List.of(CommandPattern.parse("ls *"), CommandPattern.parse("pwd"))));

  private static Truth on(Condition condition, String line, Ruling ruling) {
    return condition.on(evidence(detail("command", new JsonString(line))), ruling);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '\u00a6',
      quoteCharacter = '`',
      textBlock =
          """
          git log -3 \u00a6 YES \u00a6 YES
          git log 'a b' \u00a6 YES \u00a6 YES
          git "log" \u00a6 YES \u00a6 YES
          git log; git log -1 \u00a6 YES \u00a6 YES
          git log; ls \u00a6 NO \u00a6 YES
          ls; git 'log' \u00a6 NO \u00a6 YES
          env git 'log' \u00a6 NO \u00a6 YES
          git 'log a' \u00a6 NO \u00a6 YES
          git log $x \u00a6 NO \u00a6 YES
          git diff \u00a6 NO \u00a6 NO
          git $x \u00a6 NO \u00a6 UNKNOWN
          ls *.c \u00a6 NO \u00a6 UNKNOWN
          ls 'a \u00a6 NO \u00a6 UNKNOWN
          git log > a \u00a6 NO \u00a6 YES
          tool -a git log -1 \u00a6 NO \u00a6 UNKNOWN
          tool 'git log -1' b \u00a6 NO \u00a6 UNKNOWN
          tool git diff \u00a6 NO \u00a6 NO
          grep git log \u00a6 NO \u00a6 NO
          bash a \u00a6 NO \u00a6 UNKNOWN
          """)
  void a_pattern_holds_for_all_commands_to_allow_and_for_one_to_forbid(
      String line, Truth allows, Truth forbids) {
    assertThat(on(GIT_LOG, line, Ruling.ALLOW)).isEqualTo(allows);
    assertThat(on(GIT_LOG, line, Ruling.ASK)).isEqualTo(forbids);
    assertThat(on(GIT_LOG, line, Ruling.DENY)).isEqualTo(forbids);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '\u00a6',
      quoteCharacter = '`',
      textBlock =
          """
          ls -a && pwd \u00a6 YES \u00a6 YES
          ls -a && id \u00a6 NO \u00a6 YES
          id \u00a6 NO \u00a6 NO
          $x \u00a6 NO \u00a6 UNKNOWN
          """)
  void commands_are_all_named_to_allow_and_one_to_forbid(String line, Truth allows, Truth forbids) {
    assertThat(on(LISTS, line, Ruling.ALLOW)).isEqualTo(allows);
    assertThat(on(LISTS, line, Ruling.ASK)).isEqualTo(forbids);
    assertThat(on(LISTS, line, Ruling.DENY)).isEqualTo(forbids);
  }

  /** A rule may be about what joins commands, or about blanks within a word. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '\u00a6',
      quoteCharacter = '`',
      textBlock =
          """
          .* && .* \u00a6 ls && pwd
          rm '.* .*' \u00a6 ls; rm "a b"
          rm a b \u00a6 ls; rm "a b"
          """)
  void a_stricter_rule_sees_the_line_and_each_command_with_quotes_and_without(
      String pattern, String line) {
    var condition = new Condition("command", new CommandCheck.Matches(pattern(pattern)));

    assertThat(on(condition, line, Ruling.ASK)).isEqualTo(Truth.YES);
    assertThat(on(condition, line, Ruling.DENY)).isEqualTo(Truth.YES);
  }

  @Test
  void of_very_many_arguments_to_an_unknown_program_nothing_is_sure() {
    assertThat(on(GIT_LOG, "tool" + " a".repeat(63), Ruling.DENY)).isEqualTo(Truth.NO);
    assertThat(on(GIT_LOG, "tool" + " a".repeat(64), Ruling.DENY)).isEqualTo(Truth.UNKNOWN);
    assertThat(on(GIT_LOG, "ls" + " a".repeat(64), Ruling.DENY)).isEqualTo(Truth.NO);
  }

  @Test
  void what_is_no_text_is_no_command() {
    for (Ruling ruling : Ruling.values()) {
      assertThat(LISTS.on(evidence(detail("command", new JsonNumber(1))), ruling))
          .isEqualTo(Truth.UNKNOWN);
    }
  }
}
