package dev.agentruntime.micrometer;

import dev.agentruntime.application.tool.BuiltinTools;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tools that labels tell apart: the built-in nine by their names, {@value #CLIENT} for all that
 * clients declare, {@value BoundedNames#OTHER} for whatever else a model calls.
 */
final class ToolLabels {

  static final String CLIENT = "client";

  private static final Set<String> BUILTIN =
      BuiltinTools.all().stream()
          .map(tool -> tool.name().value())
          .collect(Collectors.toUnmodifiableSet());

  private ToolLabels() {}

  /** The label of a tool that is built in, or that nobody declared. */
  static String of(String tool) {
    return BUILTIN.contains(tool) ? tool : BoundedNames.OTHER;
  }

  /** The label of a tool that a client executes. */
  static String ofClient(String tool) {
    return BUILTIN.contains(tool) ? tool : CLIENT;
  }
}
