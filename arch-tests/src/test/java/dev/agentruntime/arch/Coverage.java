package dev.agentruntime.arch;

import static java.util.Locale.ROOT;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the tests of all modules together reach in the core.
 *
 * @param lines the lines of the core
 * @param branches the branches of each package and of each type of all modules
 */
record Coverage(Share lines, Map<String, Share> branches) {

  /** So many of so many. */
  record Share(long covered, long total) {
    /** Nothing of nothing is no achievement. */
    double ratio() {
      return total == 0 ? 0 : (double) covered / total;
    }

    boolean full() {
      return covered == total;
    }

    @Override
    public String toString() {
      return String.format(ROOT, "%.2f %% (%d of %d)", 100 * ratio(), covered, total);
    }
  }

  /**
   * Says where the bar is missed.
   *
   * @param lineRatio what share of the core's lines has to be reached
   * @param fullBranchPackages packages and types in which every branch has to be
   */
  List<String> shortfalls(double lineRatio, Set<String> fullBranchPackages) {
    List<String> shortfalls = new ArrayList<>();
    if (lines.ratio() < lineRatio) {
      shortfalls.add(
          String.format(ROOT, "lines of the core: %s, below %.2f %%", lines, 100 * lineRatio));
    }
    for (String name : fullBranchPackages) {
      Share share = branches.get(name);
      if (share == null) {
        shortfalls.add(name + " has no code, so its branches prove nothing");
      } else if (!share.full()) {
        shortfalls.add("branches of " + name + ": " + share + ", not all");
      }
    }
    return shortfalls;
  }
}
