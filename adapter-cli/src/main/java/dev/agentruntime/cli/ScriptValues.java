package dev.agentruntime.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option that gives a script's parameters their values. */
final class ScriptValues {

  @Option(
      names = {"-P", "--parameter"},
      paramLabel = "NAME=VALUE",
      description = "A value for a parameter of the script; can be given several times.")
  private Map<String, String> values = new LinkedHashMap<>();

  Map<String, String> all() {
    return values;
  }
}
