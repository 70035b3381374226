package dev.agentruntime.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what {@code --help} shows. */
@Command(
    name = "help",
    description = "Shows the help of a command, as its --help does.",
    footer = {"agent-runtime help", "agent-runtime help run", "agent-runtime help sessions show"})
final class HelpCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      completionCandidates = Words.Commands.class,
      description = "The command, and the one below it. Default: the program as a whole.")
  private List<String> words = List.of();

  HelpCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    CommandLine command = spec.root().commandLine();
    for (String word : words) {
      command = below(command, word);
    }
    surroundings.out().print(command.getUsageMessage());
    surroundings.out().flush();
    return ExitCode.DONE.status();
  }

  private static CommandLine below(CommandLine command, String word) {
    return Optional.ofNullable(command.getSubcommands().get(word))
        .orElseThrow(() -> CommandFailure.usage(UsageErrors.noCommand(word, command)));
  }
}
