package dev.agentruntime.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes completions for fish from the command model. */
final class FishCompletion {

  private final String program;
  private final List<String> lines = new ArrayList<>();

  private FishCompletion(String program) {
    this.program = program;
  }

  static String of(CommandSpec root) {
    var completion = new FishCompletion(root.name());
    completion.begin();
    completion.command(root, List.of());
    return String.join("\n", completion.lines) + "\n";
  }

  /** A function says whether the words so far are these commands, and nothing deeper. */
  private void begin() {
    lines.add("# Completions of " + program + " for fish.");
    lines.add("function __" + function() + "_at");
    lines.add("    set -l given (commandline -opc)");
    lines.add("    set -e given[1]");
    lines.add("    for expected in $argv[2..-1]");
    lines.add("        while set -q given[1]; and string match -q -- '-*' $given[1]");
    lines.add("            set -e given[1]");
    lines.add("        end");
    lines.add("        test \"$given[1]\" = $expected; or return 1");
    lines.add("        set -e given[1]");
    lines.add("    end");
    lines.add("    for word in $given");
    lines.add("        contains -- $word (string split ' ' -- $argv[1]); and return 1");
    lines.add("    end");
    lines.add("    return 0");
    lines.add("end");
    lines.add("complete -c " + program + " -e");
  }

  private String function() {
    return program.replace('-', '_');
  }

  private void command(CommandSpec command, List<String> path) {
    String here =
        "complete -c "
            + program
            + " -n "
            + quoted(
                "__"
                    + function()
                    + "_at "
                    + doubleQuoted(String.join(" ", command.subcommands().keySet()))
                    + path.stream().map(word -> " " + word).collect(Collectors.joining()));
    command.options().stream()
        .filter(option -> !option.hidden())
        .forEach(option -> lines.add(here + option(option)));
    for (PositionalParamSpec positional : command.positionalParameters()) {
      String words = words(positional);
      lines.add(here + (words.isEmpty() ? files(positional) : " -f -a " + quoted(words)));
    }
    command
        .subcommands()
        .forEach(
            (name, sub) -> {
              lines.add(here + " -f -a " + name + " -d " + quoted(summary(sub.getCommandSpec())));
              var below = new ArrayList<>(path);
              below.add(name);
              command(sub.getCommandSpec(), below);
            });
  }

  private static String option(OptionSpec option) {
    var line = new StringBuilder();
    for (String name : option.names()) {
      line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
    }
    if (option.arity().max() > 0) {
      String words = words(option);
      line.append(words.isEmpty() ? " -r" + files(option) : " -x -a " + quoted(words));
    }
    return line.append(" -d ").append(quoted(first(option.description()))).toString();
  }

  private static String files(ArgSpec arg) {
    boolean takesFile =
        arg.typeInfo().getType() == Path.class
            || arg.typeInfo().getAuxiliaryTypes().length > 0
                && arg.typeInfo().getAuxiliaryTypes()[0] == Path.class;
    return takesFile ? " -F" : " -f";
  }

  private static String words(ArgSpec arg) {
    return arg.completionCandidates() == null
        ? ""
        : StreamSupport.stream(arg.completionCandidates().spliterator(), false)
            .collect(Collectors.joining(" "));
  }

  private static String summary(CommandSpec command) {
    return first(command.usageMessage().description());
  }

  private static String first(String[] description) {
    return description.length == 0 ? "" : description[0].replace("%n", " ").replace("%%", "%");
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  private static String doubleQuoted(String text) {
    return "\"" + text + "\"";
  }
}
