package dev.agentruntime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class HelpTest {

  @TempDir private Path folder;
  private TestCli cli;

  @BeforeEach
  void start() {
    cli = new TestCli(folder);
  }

  private Stream<CommandSpec> all() {
    return below(cli.tree().getCommandSpec());
  }

  private static Stream<CommandSpec> below(CommandSpec command) {
    return Stream.concat(
        Stream.of(command),
        command.subcommands().values().stream().flatMap(sub -> below(sub.getCommandSpec())));
  }

  @Test
  void every_command_has_a_description_examples_of_itself_and_its_exit_codes() {
    assertThat(all())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            command -> {
              String name = command.qualifiedName();
              var usage = command.usageMessage();
              assertThat(usage.description()).as(name).isNotEmpty();
              assertThat(usage.footer()).as(name).isNotEmpty();
              assertThat(String.join("\n", usage.footer())).as(name).contains(name);
              assertThat(usage.exitCodeList()).as(name).containsKey("0").containsKey("2");
            });
  }

  @Test
  void every_option_and_parameter_says_what_it_is() {
    assertThat(all().flatMap(command -> command.args().stream()))
        .allSatisfy(arg -> assertThat(arg.description()).as(arg.toString()).isNotEmpty());
  }

  /** The script for bash keeps the words of an option under its label. */
  @Test
  void no_two_options_of_a_command_have_words_under_one_label() {
    assertThat(all())
        .allSatisfy(
            command ->
                assertThat(
                        command.options().stream()
                            .filter(option -> option.completionCandidates() != null)
                            .map(OptionSpec::paramLabel))
                    .as(command.qualifiedName())
                    .doesNotHaveDuplicates());
  }

  @Test
  void the_options_of_every_example_exist() {
    all()
        .filter(command -> command.subcommands().isEmpty())
        .forEach(
            command -> {
              for (String example : command.usageMessage().footer()) {
                for (String word : ownWords(example, command.qualifiedName())) {
                  assertThat(command.optionsMap()).as(example).containsKey(word);
                }
              }
            });
  }

  /** The options between the command's name and whatever the shell makes of the rest. */
  private static List<String> ownWords(String example, String name) {
    int begin = example.indexOf(name);
    String own = begin < 0 ? "" : example.substring(begin + name.length());
    own = own.replaceAll("'[^']*'|\"[^\"]*\"", "x").replaceAll("[|>)].*", "");
    var words = new ArrayList<String>();
    for (String word : own.split(" ", -1)) {
      if (word.matches("-{1,2}[a-z].*")) {
        words.add(word.replaceAll("=.*", ""));
      }
    }
    return words;
  }

  @Test
  void help_shows_examples_and_exit_status() {
    String help = cli.run("run", "--help").out();

    assertThat(help)
        .contains("Examples:", "agent-runtime run -c \"And now the docs\"")
        .contains("Exit status:", "130", "143")
        .contains("--dry-run", "--output-schema");
    assertThat(cli.run("policy", "check", "--help").out())
        .containsPattern("0 +allow")
        .containsPattern("5 +ask");
  }

  @Test
  void help_is_a_command_too_and_shows_what_the_option_shows() {
    assertThat(cli.run("help").out()).isEqualTo(cli.run("--help").out()).contains("sessions");
    for (String words : List.of("run", "help", "sessions", "sessions show")) {
      TestCli.Ran help = cli.run(("help " + words).split(" "));

      assertThat(help.status()).isZero();
      assertThat(help.out())
          .isEqualTo(cli.run((words + " --help").split(" ")).out())
          .contains("Usage: agent-runtime " + words);
    }
    assertThat(new Words.Commands())
        .containsExactlyElementsOf(cli.tree().getSubcommands().keySet());
  }

  @ParameterizedTest
  @CsvSource({
    "help rnu, agent-runtime has no command rnu; did you mean run?",
    "help sessions shwo, agent-runtime sessions has no command shwo; did you mean show?",
    "sesions list, agent-runtime has no command sesions; did you mean sessions?",
    "sessions shwo, agent-runtime sessions has no command shwo; did you mean show?",
    "run hello --aprove edits, agent-runtime run has no option --aprove; did you mean --approve?",
    "run hello --aprove=edits, agent-runtime run has no option --aprove; did you mean --approve?",
    "run hello --approve edist, did you mean edits?",
    "run hello --approvals waiit, did you mean wait?",
    "run hello --output-format jsno, did you mean json?",
    "sessions list --format tabel, did you mean table?",
    "approvals list --state pendign, did you mean pending?",
    "sessions export x --format jsonlx, did you mean jsonl?",
    "audit lits, did you mean list?",
    "audit export --format jsonlx, did you mean jsonl?",
    "completion fsh, did you mean fish?",
    "run hello --agent codre, did you mean coder?",
    "policy check read_fil, did you mean read_file?",
  })
  void what_is_unknown_is_told_with_the_nearest(String line, String said) {
    TestCli.Ran ran = cli.run(line.split(" ", -1));

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err()).contains(said);
    assertThat(ran.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "sessions, agent-runtime sessions needs a command: list",
    "run one two, was given \"two\" too much; put a text with spaces in quotes",
    "sessions list --most many, '--most: it takes a whole number, not \"many\"'",
    "run hi --timeout x, '--timeout: it takes a whole number, not \"x\"'",
    "run hi --timeout, agent-runtime run needs --timeout SECONDS",
    "sessions show a b c, was given",
    "sessions list --most 1 --most 2, --most N is given twice; give it once",
    "policy check read_file -a, agent-runtime policy check needs --argument NAME=VALUE",
    "approvals approve, agent-runtime approvals approve needs ID",
    "approvals edit 1234, agent-runtime approvals edit needs --arguments JSON|@FILE",
    "completion tcsh, 'SHELL: it takes one of bash, zsh, fish, not \"tcsh\"'",
    "demo -w a.txt, is a file; name a new folder",
    "-x, agent-runtime has no option -x",
  })
  void wrong_usage_names_the_command_whose_help_is_meant(String line, String said)
      throws IOException {
    Files.writeString(folder.resolve("a.txt"), "");
    TestCli.Ran ran = cli.run(line.split(" ", -1));

    assertThat(ran.status()).isEqualTo(2);
    assertThat(ran.err())
        .startsWith("agent-runtime: ")
        .contains(said)
        .contains("  see: agent-runtime")
        .doesNotContain("Missing", "Invalid", "should be", "did you mean -");
  }

  @ParameterizedTest
  @EnumSource(ExitCode.class)
  void every_failure_says_where_to_look_next(ExitCode code) {
    var out = new ByteArrayOutputStream();
    var around =
        new Surroundings(
            System.in,
            System.out,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new FakeTerminals(Set.of()),
            Map.of(),
            folder);

    new CommandFailure(code, "it is so").tell(around, CommandSpec.create());

    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2)
        .first()
        .isEqualTo("agent-runtime: it is so");
    assertThat(out.toString(StandardCharsets.UTF_8).lines().toList().getLast())
        .matches("  (see|look): .*[a-z].*");
  }
}
