package dev.agentruntime.application.audit;

import java.util.List;

/**
 * What a check of a copy found.
 *
 * @param flaws the first {@value Verification#MOST}, each with its line, for people
 * @param found how many there are in all
 */
public record CopyVerification(Checked checked, List<String> flaws, long found) {

  public CopyVerification {
    flaws = List.copyOf(flaws);
  }

  /**
   * How much was looked at.
   *
   * @param sessions how many it holds
   * @param lines how many it holds, blank ones aside
   * @param longer of the sessions, how many have more events in the store: what was recorded since,
   *     or what was cut off the copy
   * @param unproven of the sessions, how many went on after the copy and were removed since, so
   *     that nothing is left to compare with
   */
  public record Checked(long sessions, long lines, long longer, long unproven) {}

  /** Whether the copy is what the store wrote. */
  public boolean isSound() {
    return found == 0;
  }
}
