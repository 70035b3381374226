package dev.agentruntime.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes the reference of all commands from the command model. */
final class CliReference {

  private final StringBuilder text = new StringBuilder();

  private CliReference() {}

  static String of(CommandLine root) {
    var reference = new CliReference();
    reference.line("# Commands");
    reference.line("");
    reference.line(
        "Made from the program's own command model: `CliReferenceTest` holds it to that.");
    reference.line("Every command takes `--help` too. How programs drive them is in");
    reference.line("[automation.md](automation.md).");
    reference.command(root.getCommandSpec());
    reference.exitCodes(root.getCommandSpec());
    return reference.text.toString();
  }

  private void command(CommandSpec command) {
    line("");
    line("## " + command.qualifiedName());
    line("");
    line(String.join(" ", command.usageMessage().description()));
    line("");
    line("```");
    line(synopsis(command));
    line("```");
    arguments(command);
    if (!command.subcommands().isEmpty()) {
      line("");
      command
          .subcommands()
          .forEach(
              (name, sub) ->
                  line(
                      "- [`%s`](#%s): %s"
                          .formatted(
                              name,
                              sub.getCommandSpec().qualifiedName().replace(' ', '-'),
                              sub.getCommandSpec().usageMessage().description()[0])));
    }
    examples(command);
    command.subcommands().values().forEach(sub -> command(sub.getCommandSpec()));
  }

  private static String synopsis(CommandSpec command) {
    return command.qualifiedName()
        + " [OPTIONS]"
        + (command.subcommands().isEmpty() ? "" : " COMMAND")
        + command.positionalParameters().stream()
            .map(p -> " " + (p.arity().max() > 1 ? p.paramLabel() + "..." : p.paramLabel()))
            .collect(Collectors.joining());
  }

  private void arguments(CommandSpec command) {
    List<OptionSpec> options =
        command.options().stream()
            .filter(option -> !option.usageHelp() && !option.versionHelp() && !option.inherited())
            .toList();
    if (options.isEmpty() && command.positionalParameters().isEmpty()) {
      return;
    }
    line("");
    line("| argument | meaning |");
    line("|---|---|");
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      row(parameter.paramLabel(), parameter.description());
    }
    for (OptionSpec option : options) {
      String label = option.arity().max() > 0 ? " " + option.paramLabel() : "";
      row(String.join(", ", option.names()) + label, option.description());
    }
  }

  private void row(String argument, String[] description) {
    line(
        "| `"
            + argument.replace("|", "\\|")
            + "` | "
            + String.join(" ", description).replace("|", "\\|")
            + " |");
  }

  private void examples(CommandSpec command) {
    line("");
    line("```sh");
    Arrays.stream(command.usageMessage().footer()).map(String::strip).forEach(this::line);
    line("```");
    if (endsInItsOwnWay(command)) {
      exitCodes(command);
    }
  }

  private static boolean endsInItsOwnWay(CommandSpec command) {
    return !command
        .usageMessage()
        .exitCodeList()
        .equals(command.root().usageMessage().exitCodeList());
  }

  private void exitCodes(CommandSpec command) {
    line("");
    line(command.parent() == null ? "## Exit status" : "Exit status:");
    line("");
    line("| code | meaning |");
    line("|---|---|");
    command
        .usageMessage()
        .exitCodeList()
        .forEach((code, meaning) -> line("| " + code.strip() + " | " + meaning + " |"));
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
