package dev.agentruntime.domain.tool;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a call is about to do, found out without doing it. It is shown to the reviewer, judged by
 * the policy and, through the files' hashes, part of the digest a decision is bound to.
 *
 * @param paths every path the call touches, relative to the workspace
 * @param impacts what would become of each file; only for edits
 * @param size bytes that would be written
 * @param diff unified diff for people
 * @param secret whether the call would read a file that is there to keep secrets, such as {@code
 *     .env} or a private key; only a rule that speaks of it allows that
 */
public record Preview(
    List<String> paths,
    List<FileImpact> impacts,
    OptionalLong size,
    Optional<String> diff,
    boolean secret) {

  private static final Preview NOTHING =
      new Preview(List.of(), List.of(), OptionalLong.empty(), Optional.empty(), false);

  public Preview {
    paths = List.copyOf(paths);
    impacts = List.copyOf(impacts);
  }

  /** For calls of which nothing is known beyond their arguments. */
  public static Preview nothing() {
    return NOTHING;
  }

  /** For calls that only touch paths without changing them. */
  public static Preview ofPaths(List<String> paths) {
    return new Preview(paths, List.of(), OptionalLong.empty(), Optional.empty(), false);
  }

  /** The same call, marked as one that would read secrets. */
  public Preview ofSecrets() {
    return new Preview(paths, impacts, size, diff, true);
  }
}
