package dev.agentruntime.application.tool;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.ToolSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files a client-executed call names, as far as its arguments tell. */
final class ClientPaths {

  private ClientPaths() {}

  static List<String> of(ToolSpec spec, JsonObject arguments) {
    if (spec.name().value().equals("apply_diff")) {
      return ofDiff(arguments.string("diff").orElse(""));
    }
    return arguments.string("path").map(List::of).orElse(List.of());
  }

  private static List<String> ofDiff(String diff) {
    return diff.lines().flatMap(line -> path(line).stream()).distinct().toList();
  }

  private static Optional<String> path(String line) {
    return Stream.of("--- ", "+++ ", "rename from ", "rename to ")
        .filter(line::startsWith)
        .findFirst()
        .map(header -> line.substring(header.length()).split("\t", 2)[0].strip())
        .filter(path -> !path.equals("/dev/null"))
        .map(path -> path.startsWith("a/") || path.startsWith("b/") ? path.substring(2) : path);
  }
}
