package dev.agentruntime.workspace;

import java.util.List;
import java.util.stream.Stream;

/**
 * Files that hold passwords and keys. Whatever a tool reads is sent to the model, so these are not
 * read.
 */
final class SecretFiles {

  private static final List<Glob> SECRET =
      compile(
          ".env",
          ".env.*",
          ".envrc",
          "*.pem",
          "*.key",
          "*.p12",
          "*.pfx",
          "*.jks",
          "*.keystore",
          "id_rsa*",
          "id_dsa*",
          "id_ecdsa*",
          "id_ed25519*",
          "**/.ssh/**",
          "**/.aws/**",
          "**/.gnupg/**",
          ".netrc",
          ".pgpass",
          ".git-credentials");

  private static final List<Glob> OPEN =
      compile(".env.example", ".env.sample", ".env.template", ".env.dist", "*.pub");

  private SecretFiles() {}

  private static List<Glob> compile(String... globs) {
    return Stream.of(globs).map(Glob::anyCase).toList();
  }

  static boolean covers(WorkspacePath path) {
    return matches(SECRET, path) && !matches(OPEN, path);
  }

  private static boolean matches(List<Glob> globs, WorkspacePath path) {
    return globs.stream().anyMatch(glob -> glob.matches(path.toString()));
  }

  static void refuse(WorkspacePath path) throws ToolFailedException {
    if (covers(path)) {
      throw new ToolFailedException(
          path
              + " is a file for passwords or keys, which are never shown to a model; go on without"
              + " it, or ask the user for the part that you need");
    }
  }
}
