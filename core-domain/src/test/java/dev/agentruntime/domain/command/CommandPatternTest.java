package dev.agentruntime.domain.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.domain.command.CommandLine.Sighting;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandPatternTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '\u00a6',
      quoteCharacter = '`',
      textBlock =
          """
          git status \u00a6 git status \u00a6 true
          git status \u00a6 git  'status' \u00a6 true
          git status \u00a6 git status -s \u00a6 false
          git status \u00a6 git \u00a6 false
          git status \u00a6 Git status \u00a6 false
          git status \u00a6 /usr/bin/git status \u00a6 false
          npm test * \u00a6 npm test \u00a6 true
          npm test * \u00a6 npm test -- -u 'a b' \u00a6 true
          npm test * \u00a6 npm tests \u00a6 false
          npm test * \u00a6 npm \u00a6 false
          npm test * \u00a6 npm test $x \u00a6 false
          npm test * \u00a6 npm test && npm test a \u00a6 true
          npm test * \u00a6 npm test && npm run a \u00a6 false
          a '*' \u00a6 a '*' \u00a6 true
          a '*' \u00a6 a b \u00a6 false
          a *.c * \u00a6 a '*.c' b \u00a6 true
          a *.c * \u00a6 a b.c \u00a6 false
          ls * \u00a6 env ls \u00a6 false
          env * \u00a6 env ls \u00a6 false
          env ls \u00a6 env ls \u00a6 false
          env * \u00a6 env \u00a6 true
          bash build.sh \u00a6 bash build.sh \u00a6 true
          bash build.sh \u00a6 bash build.sh x \u00a6 false
          bash * \u00a6 bash build.sh \u00a6 false
          tool * \u00a6 tool rm x \u00a6 true
          """)
  void a_pattern_covers_what_it_names_in_full(String pattern, String line, boolean covers) {
    assertThat(CommandLine.parse(line).isCoveredBy(List.of(CommandPattern.parse(pattern))))
        .isEqualTo(covers);
  }

  @Test
  void a_command_that_runs_another_is_covered_if_both_are_named() {
    List<CommandPattern> both =
        List.of(CommandPattern.parse("env ls -a"), CommandPattern.parse("ls *"));
    assertThat(CommandLine.parse("env ls -a").isCoveredBy(both)).isTrue();
    assertThat(CommandLine.parse("env ls -b").isCoveredBy(both)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '\u00a6',
      quoteCharacter = '`',
      textBlock =
          """
          rm * \u00a6 rm \u00a6 SEEN
          rm * \u00a6 rm a $x \u00a6 SEEN
          rm * \u00a6 /bin/RM a \u00a6 SEEN
          /sbin/rm * \u00a6 rm a \u00a6 SEEN
          rm * \u00a6 rmdir a \u00a6 NONE
          rm * \u00a6 echo rm \u00a6 NONE
          rm * \u00a6 r* a \u00a6 POSSIBLE
          rm * \u00a6 ls 'a \u00a6 POSSIBLE
          rm * \u00a6 a; env b; sudo rm c \u00a6 SEEN
          git push \u00a6 git push \u00a6 SEEN
          git push \u00a6 git push a \u00a6 NONE
          git push \u00a6 git push $x \u00a6 POSSIBLE
          git push \u00a6 git push $x a \u00a6 NONE
          git push \u00a6 git \u00a6 NONE
          git push \u00a6 git $x \u00a6 POSSIBLE
          git push \u00a6 git pull $x \u00a6 NONE
          git push \u00a6 git Push \u00a6 NONE
          rm * \u00a6 bash x \u00a6 POSSIBLE
          rm * \u00a6 tool \u00a6 NONE
          rm * \u00a6 tool -a rm b \u00a6 POSSIBLE
          rm * \u00a6 tool12 ./RM \u00a6 POSSIBLE
          rm * \u00a6 tool --run='(rm)' \u00a6 POSSIBLE
          rm * \u00a6 tool --rm a.rm rms rm/b rm.c r farm rm \u00a6 POSSIBLE
          rm * \u00a6 tool --rm a.rm rms rm/b rm.c r farm \u00a6 NONE
          rm * \u00a6 tool $x \u00a6 POSSIBLE
          rm * \u00a6 tool /bin/r? \u00a6 POSSIBLE
          rm * \u00a6 tool [a-z]m \u00a6 POSSIBLE
          rm * \u00a6 tool *.c \u00a6 NONE
          rm * \u00a6 tool a* \u00a6 NONE
          rm * \u00a6 ls $x * rm \u00a6 NONE
          a/ * \u00a6 tool b \u00a6 NONE
          git push \u00a6 tool git -C b push \u00a6 POSSIBLE
          git push \u00a6 tool push git \u00a6 NONE
          git push \u00a6 tool git pull \u00a6 NONE
          git push \u00a6 git a git push \u00a6 NONE
          """)
  void a_pattern_finds_its_command_wherever_it_stands(
      String pattern, String line, Sighting sighting) {
    assertThat(CommandLine.parse(line).look(List.of(CommandPattern.parse(pattern))))
        .isEqualTo(sighting);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '\u00a6',
      quoteCharacter = '`',
      textBlock =
          """
          `` \u00a6 it names no program
          * \u00a6 it names no program
          * * \u00a6 it names no program
          a; b \u00a6 ";" joins or redirects commands
          a | b \u00a6 "|" joins or redirects commands
          a > b \u00a6 ">" joins or redirects commands
          (a) \u00a6 "(" joins or redirects commands
          a $b \u00a6 "$b" is not literal
          a ~ \u00a6 "~" is not literal
          a {b,c} \u00a6 "{b,c}" is not literal
          A=1 b \u00a6 "A=1" is not literal
          a #b \u00a6 "#b" is not literal
          a 'b \u00a6 a quote is not closed
          a\u200bb \u00a6 characters that cannot be seen
          """)
  void what_is_not_one_literal_command_is_refused(String pattern, String why) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CommandPattern.parse(pattern))
        .withMessageStartingWith("\"" + pattern + "\" is not a command such as \"npm test *\"")
        .withMessageContaining(why);
  }

  @Test
  void a_pattern_has_an_end() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CommandPattern.parse("a".repeat(CommandPattern.MAX_LENGTH + 1)))
        .withMessageContaining("too long");
    assertThat(CommandPattern.parse("a".repeat(CommandPattern.MAX_LENGTH)).open()).isFalse();
    assertThat(CommandPattern.parse("a  'b' *")).hasToString("a  'b' *");
  }
}
