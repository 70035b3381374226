package dev.agentruntime.bootstrap;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The user's folders by the XDG base directory specification. A relative path in a variable is
 * ignored, as the specification wants: it would lead into whatever folder the program is started
 * in.
 *
 * @param home the user's home folder
 */
record UserFolders(Map<String, String> variables, Path home) {

  private static final String PROGRAM = "agent-runtime";

  UserFolders {
    variables = Map.copyOf(variables);
  }

  Path configuration() {
    return folder("XDG_CONFIG_HOME", ".config").resolve(PROGRAM).resolve("config.yaml");
  }

  Path database() {
    return folder("XDG_DATA_HOME", ".local/share").resolve(PROGRAM).resolve("agent-runtime.db");
  }

  /** Where the first key of a server is written. */
  Path serverKey() {
    return folder("XDG_DATA_HOME", ".local/share").resolve(PROGRAM).resolve("server.key");
  }

  /**
   * A path as a person writes it.
   *
   * @throws IllegalArgumentException if it depends on where the program is started
   */
  Path path(String text) {
    Path path = resolved(text);
    if (!path.isAbsolute()) {
      throw new IllegalArgumentException(
          "it takes paths that begin with / or ~/, not \"" + text + "\"");
    }
    return path;
  }

  private Path resolved(String text) {
    try {
      return text.equals("~") || text.startsWith("~/")
          ? home.resolve(text.substring(Math.min(2, text.length())))
          : Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no path: it has a character that no path can have", e);
    }
  }

  private Path folder(String variable, String fallback) {
    return Optional.ofNullable(variables.get(variable))
        .filter(text -> !text.isBlank())
        .map(Path::of)
        .filter(Path::isAbsolute)
        .orElse(home.resolve(fallback));
  }
}
