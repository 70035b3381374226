package dev.agentruntime.application.audit;

import java.util.List;

/**
 * What a check of a copy found.
 *
 * @param sessions how many it holds
 * @param entries how many it holds
 * @param flaws the first {@value Verification#MOST}, each with its line, for people
 * @param found how many there are in all
 */
public record CopyVerification(long sessions, long entries, List<String> flaws, long found) {

  public CopyVerification {
    flaws = List.copyOf(flaws);
  }

  /** Whether the copy is what the store wrote. */
  public boolean isSound() {
    return found == 0;
  }
}
