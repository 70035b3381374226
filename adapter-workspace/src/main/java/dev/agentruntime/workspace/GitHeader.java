package dev.agentruntime.workspace;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The lines that git puts between {@code diff --git} and the hunks. File modes are not looked at.
 */
final class GitHeader {

  Optional<String> name = Optional.empty();
  Optional<String> unsupported = Optional.empty();
  private Optional<String> renamedFrom = Optional.empty();
  private Optional<String> renamedTo = Optional.empty();
  private boolean creates;
  private boolean removes;

  /** Takes a line, or says that it is none of the header's. */
  boolean take(String line) {
    if (line.startsWith("rename from ")) {
      renamedFrom = Optional.of(unquoted(line.substring("rename from ".length()).strip()));
    } else if (line.startsWith("rename to ")) {
      renamedTo = Optional.of(unquoted(line.substring("rename to ".length()).strip()));
    } else if (line.startsWith("new file mode ")) {
      creates = true;
    } else if (line.startsWith("deleted file mode ")) {
      removes = true;
    } else if (line.startsWith("copy from ")) {
      unsupported = Optional.of("copies are not supported; create the file with its whole content");
      return false;
    } else if (line.startsWith("Binary files ") || line.startsWith("GIT binary patch")) {
      unsupported = Optional.of("binary files cannot be changed by a diff");
      return false;
    } else {
      return line.startsWith("index ")
          || line.startsWith("similarity index ")
          || line.startsWith("dissimilarity index ")
          || line.startsWith("old mode ")
          || line.startsWith("new mode ");
    }
    return true;
  }

  /** The old name where no {@code ---} line gives it. */
  Optional<String> from() {
    return creates ? Optional.empty() : renamedFrom.or(() -> name.map(n -> "a/" + n));
  }

  /** The new name where no {@code +++} line gives it. */
  Optional<String> to() {
    return removes ? Optional.empty() : renamedTo.or(() -> name.map(n -> "b/" + n));
  }

  boolean renames() {
    return renamedFrom.isPresent() && renamedTo.isPresent();
  }

  /** Whether it says something without any hunk. */
  boolean standsAlone() {
    return renames() || creates || removes;
  }

  /**
   * The name in {@code a/name b/name}, if both are the same; spaces make everything else a guess.
   */
  static Optional<String> commonName(String names) {
    int middle = names.length() / 2;
    if (names.length() < 3 || names.charAt(middle) != ' ') {
      return Optional.empty();
    }
    String left = unquoted(names.substring(0, middle));
    String right = unquoted(names.substring(middle + 1));
    if (left.startsWith("a/") && right.startsWith("b/")) {
      left = left.substring(2);
      right = right.substring(2);
    }
    return left.equals(right) ? Optional.of(left) : Optional.empty();
  }

  /** Git quotes names with unusual bytes as C strings, octal for what is not ASCII. */
  static String unquoted(String name) {
    if (name.length() < 2 || !name.startsWith("\"") || !name.endsWith("\"")) {
      return name;
    }
    var bytes = new ByteArrayOutputStream();
    byte[] raw = name.substring(1, name.length() - 1).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '\\' || i + 1 == raw.length) {
        bytes.write(raw[i]);
      } else if (isOctal(raw, i + 1)) {
        bytes.write((raw[i + 1] - '0') << 6 | (raw[i + 2] - '0') << 3 | raw[i + 3] - '0');
        i += 3;
      } else {
        i++;
        bytes.write(
            switch (raw[i]) {
              case 't' -> '\t';
              case 'n' -> '\n';
              case 'r' -> '\r';
              default -> raw[i];
            });
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static boolean isOctal(byte[] raw, int from) {
    for (int i = from; i < from + 3; i++) {
      if (i >= raw.length || raw[i] < '0' || raw[i] > '7') {
        return false;
      }
    }
    return true;
  }
}
