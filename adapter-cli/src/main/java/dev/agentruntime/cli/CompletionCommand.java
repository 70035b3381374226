package dev.agentruntime.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that completes the program's commands in a shell. */
@Command(
    name = "completion",
    description = "Prints a script that makes a shell complete commands, options and their values.",
    footer = {
      "source <(agent-runtime completion bash)",
      "agent-runtime completion bash > ~/.local/share/bash-completion/completions/agent-runtime",
      "source <(agent-runtime completion zsh)",
      "agent-runtime completion fish > ~/.config/fish/completions/agent-runtime.fish"
    })
final class CompletionCommand implements Callable<Integer> {

  /** The shells there is a script for. */
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "SHELL",
      completionCandidates = Words.Shells.class,
      description = "bash, zsh or fish.")
  private Shell shell = Shell.BASH;

  CompletionCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    CommandLine program = spec.root().commandLine();
    surroundings
        .out()
        .print(
            switch (shell) {
              // One script serves both: in zsh it loads what makes it understand bash's.
              case BASH, ZSH -> AutoComplete.bash(spec.root().name(), program);
              case FISH -> FishCompletion.of(program.getCommandSpec());
            });
    surroundings.out().flush();
    return ExitCode.DONE.status();
  }
}
