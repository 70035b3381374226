package dev.agentruntime.cli;

import dev.agentruntime.application.agent.NearestName;
import java.util.Collection;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, what was probably meant, and where help is. */
record UsageErrors(Surroundings surroundings) implements IParameterExceptionHandler {

  /** An option of one letter is near to every other. */
  private static final int SHORT = 2;

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
    String name = command.getCommandSpec().qualifiedName();
    return switch (problem) {
      case UnmatchedArgumentException unmatched ->
          unmatched(unmatched.getUnmatched().getFirst(), command);
      case MissingParameterException missing ->
          name
              + " needs "
              + missing.getMissing().stream()
                  .map(UsageErrors::written)
                  .collect(Collectors.joining(", "));
      case OverwrittenOptionException twice when twice.getOverwritten() != null ->
          written(twice.getOverwritten()) + " is given twice; give it once";
      case ParameterException wrong when wrong.getArgSpec() != null ->
          named(wrong.getArgSpec()) + ": " + wrong(wrong);
      case ParameterException none when !command.getSubcommands().isEmpty() ->
          name + " needs a command: " + String.join(", ", command.getSubcommands().keySet());
      default -> String.valueOf(problem.getMessage());
    };
  }

  /** What the converters of this program say is for people; what others say is not. */
  private static String wrong(ParameterException problem) {
    return problem.getCause() instanceof TypeConversionException told
        ? String.valueOf(told.getMessage())
        : "it takes " + problem.getArgSpec().paramLabel() + ", not \"" + problem.getValue() + "\"";
  }

  private static String written(ArgSpec arg) {
    return arg instanceof OptionSpec option
        ? option.longestName() + " " + option.paramLabel()
        : arg.paramLabel();
  }

  private static String named(ArgSpec arg) {
    return arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
  }

  private static String unmatched(String written, CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    if (written.startsWith("-") && written.length() > 1) {
      String option = written.replaceFirst("=.*", "");
      return name
          + " has no option "
          + option
          + (option.length() > SHORT
              ? meant(option, command.getCommandSpec().optionsMap().keySet())
              : "");
    }
    if (!command.getSubcommands().isEmpty()) {
      return noCommand(written, command);
    }
    return name + " was given \"" + written + "\" too much; put a text with spaces in quotes";
  }

  /** What to say where there is no such command below a command. */
  static String noCommand(String written, CommandLine command) {
    return command.getCommandSpec().qualifiedName()
        + " has no command "
        + written
        + meant(written, command.getSubcommands().keySet());
  }

  private static String meant(String written, Collection<String> known) {
    return NearestName.to(written, known)
        .map(nearest -> "; did you mean " + nearest + "?")
        .orElse("");
  }
}
