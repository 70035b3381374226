package dev.agentruntime.bootstrap;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/** Finds the name somebody probably meant. */
final class NearestName {

  private NearestName() {}

  /** The known name that takes the fewest edits. */
  static String to(String written, Collection<String> known) {
    return known.stream()
        .sorted()
        .min(Comparator.comparingInt(name -> edits(written, name)))
        .orElseThrow();
  }

  /** Levenshtein distance, one row at a time. */
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
