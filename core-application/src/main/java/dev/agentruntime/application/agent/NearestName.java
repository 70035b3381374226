package dev.agentruntime.application.agent;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name somebody probably meant: of an agent, a setting, an option. */
public final class NearestName {

  /** The search costs what both names are long together; a longer one is nobody's slip. */
  private static final int MAX_LENGTH = 100;

  private NearestName() {}

  /**
   * The known name with the fewest edits to this one, if at most a third of it differs; upper and
   * lower case are the same. Of several the first in the alphabet.
   */
  public static Optional<String> to(String written, Collection<String> known) {
    if (written.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    String folded = folded(written.strip());
    return known.stream()
        .sorted()
        .min(Comparator.comparingInt(name -> edits(folded, folded(name))))
        .filter(name -> edits(folded, folded(name)) <= Math.max(1, name.length() / 3));
  }

  /**
   * The rest of a sentence about a name that is not known: which was meant, and which there are.
   */
  public static String instead(String written, Collection<String> known) {
    return to(written, known)
            .map(meant -> "; did you mean \"" + meant + "\"? Known are ")
            .orElse("; known are ")
        + String.join(", ", known);
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Letters put in, left out, replaced, or swapped with their neighbour. */
  private static int edits(String from, String to) {
    int[][] edits = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        edits[i][j] = Math.max(i, j);
        if (i > 0 && j > 0) {
          boolean same = from.charAt(i - 1) == to.charAt(j - 1);
          edits[i][j] =
              Math.min(
                  edits[i - 1][j - 1] + (same ? 0 : 1),
                  1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
        }
        if (isSwapped(from, i, to, j)) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[from.length()][to.length()];
  }

  private static boolean isSwapped(String from, int i, String to, int j) {
    return i > 1
        && j > 1
        && from.charAt(i - 1) == to.charAt(j - 2)
        && from.charAt(i - 2) == to.charAt(j - 1);
  }
}
