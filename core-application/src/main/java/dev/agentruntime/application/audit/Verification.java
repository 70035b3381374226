package dev.agentruntime.application.audit;

import dev.agentruntime.domain.session.SessionId;
import java.util.List;

/**
 * What a check of the log found.
 *
 * @param flaws the first {@value #MOST}, by session and position
 * @param found how many flaws there are in all
 */
public record Verification(Checked checked, List<Flaw> flaws, long found) {

  /** Flaws that are told one by one. */
  public static final int MOST = 100;

  public Verification {
    flaws = List.copyOf(flaws);
  }

  /**
   * How much was looked at.
   *
   * @param events rows of the sessions' logs
   * @param removing sessions that were left out, because their rows are just being removed
   */
  public record Checked(long sessions, long events, long removing) {}

  /** Whether the log is as it was written. */
  public boolean isSound() {
    return found == 0;
  }

  /**
   * Where the log is not as it was written.
   *
   * @param position of the row; where rows are missing, of the first one; 0 for the session itself
   * @param what for people
   */
  public record Flaw(SessionId session, long position, String what) {}
}
