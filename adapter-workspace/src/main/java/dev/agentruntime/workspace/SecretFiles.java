package dev.agentruntime.workspace;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Files that hold passwords and keys. Whatever a tool reads is sent to the model, so these are not
 * read.
 */
final class SecretFiles {

  private static final Set<String> NAMES = Set.of(".netrc", ".pgpass", ".git-credentials");

  private static final List<String> BEGINNINGS =
      List.of(".env", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519");

  private static final List<String> ENDINGS =
      List.of(".env", ".pem", ".key", ".p12", ".pfx", ".jks", ".keystore");

  private static final Set<String> FOLDERS = Set.of(".ssh", ".aws", ".gnupg");

  private static final Set<String> OPEN =
      Set.of(".env.example", ".env.sample", ".env.template", ".env.dist");

  /** The half of a pair of keys that is for everybody. */
  private static final Pattern PUBLIC = Pattern.compile("id_[a-z0-9_]+\\.pub");

  /** What editors and people put behind the name of a copy. */
  private static final Pattern COPY = Pattern.compile("(~|\\.(bak|old|orig|save|swp|tmp))+$");

  private SecretFiles() {}

  static boolean covers(WorkspacePath path) {
    List<String> names = path.names().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    if (names.isEmpty()
        || OPEN.contains(names.getLast())
        || PUBLIC.matcher(names.getLast()).matches()) {
      return false;
    }
    String name = COPY.matcher(names.getLast()).replaceFirst("");
    return NAMES.contains(name)
        || BEGINNINGS.stream().anyMatch(name::startsWith)
        || ENDINGS.stream().anyMatch(name::endsWith)
        || names.subList(0, names.size() - 1).stream().anyMatch(FOLDERS::contains);
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
