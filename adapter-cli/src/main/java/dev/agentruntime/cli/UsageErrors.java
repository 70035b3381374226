package dev.agentruntime.cli;

import dev.agentruntime.application.agent.NearestName;
import java.util.Collection;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, what was probably meant, and where help is. */
record UsageErrors(Surroundings surroundings) implements IParameterExceptionHandler {

  /** How the parser says that a group was called without one of its commands. */
  private static final String NO_COMMAND = "Missing required subcommand";

  @Override
  public int handleParseException(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    surroundings.tell("agent-runtime: " + text(problem, command));
    surroundings.tell(helpOf(command.getCommandSpec()));
    return ExitCode.USAGE.status();
  }

  /** The line that says where the help of a command is. */
  static String helpOf(CommandSpec command) {
    return "  see: " + command.qualifiedName() + " --help";
  }

  private static String text(ParameterException problem, CommandLine command) {
    if (problem instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched.getUnmatched().getFirst(), command);
    }
    if (String.valueOf(problem.getMessage()).startsWith(NO_COMMAND)) {
      return command.getCommandSpec().qualifiedName()
          + " needs a command: "
          + String.join(", ", command.getSubcommands().keySet());
    }
    return String.valueOf(problem.getMessage());
  }

  private static String unmatched(String written, CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    if (written.startsWith("-") && written.length() > 1) {
      String option = written.replaceFirst("=.*", "");
      return name
          + " has no option "
          + option
          + meant(option, command.getCommandSpec().optionsMap().keySet());
    }
    if (!command.getSubcommands().isEmpty()) {
      return name
          + " has no command "
          + written
          + meant(written, command.getSubcommands().keySet());
    }
    return name + " was given \"" + written + "\" too much; put a text with spaces in quotes";
  }

  private static String meant(String written, Collection<String> known) {
    return NearestName.to(written, known)
        .map(nearest -> "; did you mean " + nearest + "?")
        .orElse("");
  }
}
