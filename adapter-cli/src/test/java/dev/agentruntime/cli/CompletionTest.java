package dev.agentruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;

class CompletionTest {

  @TempDir private Path folder;

  private String script(String shell) {
    TestCli.Ran ran = new TestCli(folder).run("completion", shell);
    assertThat(ran.status()).isZero();
    return ran.out();
  }

  private String bash(String... words) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(Stream.concat(Stream.of("bash", "--norc"), Stream.of(words)).toList())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh"})
  void the_script_is_one_that_the_shell_understands(String shell)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("completion"), script(shell));

    assertThat(bash("-n", "completion")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'agent-runtime ses', sessions",
    "'agent-runtime sessions exp', export",
    "'agent-runtime run --dry', --dry-run",
    "'agent-runtime run --approve ed', edits",
    "'agent-runtime run --agent arch', architect",
    "'agent-runtime run --preset read', read-only",
    "'agent-runtime approvals approve 0193 --scope al', always",
    "'agent-runtime approvals req', request",
    "'agent-runtime policy set --preset ask', ask-all",
    "'agent-runtime policy grants rev', revoke",
    "'agent-runtime audit ver', verify",
    "'agent-runtime audit export --format cs', csv",
    "'agent-runtime audit list --type approval.req', approval.requested",
    "'agent-runtime audit list --category met', metrics",
    "'agent-runtime webhooks del', deliveries",
    "'agent-runtime webhooks add x --type turn.comp', turn.completed",
    "'agent-runtime webhooks deliveries 0193 --state de', dead",
    "'agent-runtime db rest', restore",
    "'agent-runtime db backup x --rep', --replace",
    "'agent-runtime completion fi', fish",
    "'agent-runtime help ses', sessions",
    "'agent-runtime policy check exec', execute_command",
  })
  void bash_completes_commands_options_and_their_values(String line, String completed)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("completion"), script("bash"));
    String[] words = line.split(" ", -1);
    String last = words[words.length - 1];
    String drive =
        """
        source ./completion
        COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; COMP_POINT=%d
        _complete_agent-runtime agent-runtime %s %s
        printf '%%s\\n' "${COMPREPLY[@]}"
        """
            .formatted(line, words.length - 1, line, line.length(), last, words[words.length - 2]);

    assertThat(bash("-c", drive).lines().map(String::strip)).contains(completed);
  }

  @Test
  void fish_gets_every_command_and_option_with_its_words() {
    String fish = script("fish");

    assertThat(fish)
        .contains(" -f -a sessions -d 'Looks at sessions")
        .contains("-l dry-run -d")
        .contains("-l approve -x -a 'none reads edits all'")
        .contains("-l workspace -r -F");
    below(new TestCli(folder).tree().getCommandSpec())
        .forEach(
            command ->
                command
                    .optionsMap()
                    .keySet()
                    .forEach(
                        name ->
                            assertThat(fish)
                                .contains(
                                    name.startsWith("--")
                                        ? " -l " + name.substring(2) + " "
                                        : " -s " + name.substring(1) + " ")));
  }

  private static Stream<CommandSpec> below(CommandSpec command) {
    return Stream.concat(
        Stream.of(command),
        command.subcommands().values().stream().flatMap(sub -> below(sub.getCommandSpec())));
  }

  @Test
  void every_quotation_of_the_fish_script_ends_on_its_line() {
    for (String line : script("fish").lines().toList()) {
      assertThat(isWhole(line)).as(line).isTrue();
    }
  }

  private static boolean isWhole(String line) {
    char open = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\') {
        i++;
      } else if (open == 0 && List.of('\'', '"').contains(c)) {
        open = c;
      } else if (c == open) {
        open = 0;
      }
    }
    return open == 0;
  }
}
