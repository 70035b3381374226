package dev.agentruntime.workspace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a diff says of one file.
 *
 * @param diffLine the line of the diff on which it begins, from 1
 * @param from the old name as written, empty if the file is created
 * @param to the new name as written, empty if the file is removed
 * @param renames whether the diff says in so many words that the file gets another name
 */
record FilePatch(
    int diffLine, Optional<String> from, Optional<String> to, boolean renames, List<Hunk> hunks) {

  FilePatch {
    hunks = List.copyOf(hunks);
  }

  /** What the old name can mean, likeliest first: the {@code a/} may be git's or a folder's. */
  List<String> fromCandidates() {
    return candidates(from.orElseThrow());
  }

  /** What the new name can mean, likeliest first. */
  List<String> toCandidates() {
    return candidates(to.orElseThrow());
  }

  private List<String> candidates(String written) {
    var candidates = new ArrayList<String>(List.of(written));
    if (written.startsWith("a/") || written.startsWith("b/")) {
      candidates.add(isPrefixed() ? 0 : 1, written.substring(2));
    }
    return candidates;
  }

  private boolean isPrefixed() {
    return !renames
        && from.map(name -> name.startsWith("a/")).orElse(true)
        && to.map(name -> name.startsWith("b/")).orElse(true);
  }
}
