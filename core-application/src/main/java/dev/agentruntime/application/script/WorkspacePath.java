package dev.agentruntime.application.script;

import java.util.Optional;
import java.util.stream.Stream;

/** Paths in scripts: relative, downwards, parted by {@code /}. */
final class WorkspacePath {

  private WorkspacePath() {}

  /** What is wrong with it, if something is. */
  static Optional<String> problem(String path) {
    if (path.isBlank() || path.indexOf('\0') >= 0) {
      return Optional.of("the path is empty or no path");
    }
    if (path.startsWith("/") || path.indexOf('\\') >= 0 || path.matches("[A-Za-z]:.*")) {
      return Optional.of(
          "the path \"" + Excerpts.of(path) + "\" should be relative, with / between its parts");
    }
    boolean leaves =
        Stream.of(path.split("/", -1))
            .anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    return leaves
        ? Optional.of(
            "the path \"" + Excerpts.of(path) + "\" should have no empty part, no . and no ..")
        : Optional.empty();
  }
}
