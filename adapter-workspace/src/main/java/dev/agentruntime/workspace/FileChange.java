package dev.agentruntime.workspace;

import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.tool.FileImpact;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Optional;

/**
 * What becomes of one file, worked out in memory.
 *
 * @param before its bytes, empty where there is none
 * @param after its bytes, empty where it is removed
 * @param like whose mode and owner the file takes, if any
 */
record FileChange(
    WorkspacePath path,
    Optional<byte[]> before,
    Optional<byte[]> after,
    Optional<PosixFileAttributes> like) {

  FileImpact impact() {
    return new FileImpact(path.toString(), before.map(Digest::of), after.map(Digest::of));
  }

  boolean changesNothing() {
    FileImpact impact = impact();
    return impact.before().equals(impact.after());
  }

  /** How it is told afterwards. */
  String told() {
    if (after.isEmpty()) {
      return "removed " + path;
    }
    String size = path + " (" + after.get().length + " bytes)";
    return (before.isEmpty() ? "created " : "changed ") + size;
  }
}
