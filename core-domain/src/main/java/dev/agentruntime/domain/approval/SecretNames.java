package dev.agentruntime.domain.approval;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names of files that hold passwords and keys: to read one takes a rule that speaks of secrets
 * or a person, to edit one a person. The letter case does not matter.
 */
public final class SecretNames {

  /** Whatever lies in such a folder is one. */
  static final List<String> FOLDERS = List.of(".ssh", ".aws", ".gnupg");

  private static final Set<String> WHOLE = Set.of(".netrc", ".pgpass", ".git-credentials");

  private static final Set<String> BEGINNINGS =
      Set.of(".env", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519");

  private static final Set<String> ENDINGS =
      Set.of(".env", ".pem", ".key", ".p12", ".pfx", ".jks", ".keystore");

  /** Made to be read; to edit one is asked for like the others. */
  private static final Set<String> OPEN =
      Set.of(".env.example", ".env.sample", ".env.template", ".env.dist");

  /** The half of a pair of keys that is for everybody. */
  private static final Pattern PUBLIC = Pattern.compile("id_[a-z0-9_]+\\.pub");

  /** What editors and people put behind the name of a copy. */
  private static final Pattern COPY = Pattern.compile("(~|\\.(bak|old|orig|save|swp|tmp))+$");

  private SecretNames() {}

  /**
   * Whether what is read at this path is secret.
   *
   * @param path the names of the folders and, last, of the file; empty for the root itself
   */
  public static boolean cover(List<String> path) {
    List<String> names = path.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    if (names.isEmpty()
        || OPEN.contains(names.getLast())
        || PUBLIC.matcher(names.getLast()).matches()) {
      return false;
    }
    String name = COPY.matcher(names.getLast()).replaceFirst("");
    return WHOLE.contains(name)
        || BEGINNINGS.stream().anyMatch(name::startsWith)
        || ENDINGS.stream().anyMatch(name::endsWith)
        || names.subList(0, names.size() - 1).stream().anyMatch(FOLDERS::contains);
  }

  /** The names of files, with {@code *} for any characters; always in the same order. */
  static List<String> globs() {
    Stream<String> beginnings = BEGINNINGS.stream().map(beginning -> beginning + "*");
    Stream<String> endings = ENDINGS.stream().map(ending -> "*" + ending);
    return Stream.of(WHOLE.stream(), beginnings, endings).flatMap(all -> all).sorted().toList();
  }
}
