package dev.agentruntime.application.audit;

import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;

/**
 * What a check of the log found.
 *
 * @param sessions how many were checked
 * @param events how many were checked
 * @param flaws the first {@value #MOST}, by session and position
 * @param found how many flaws there are in all
 * @param heads stands for the last links of all sessions that were checked: equal as long as
 *     nothing is recorded, so that it can be kept elsewhere and compared
 */
public record Verification(long sessions, long events, List<Flaw> flaws, long found, Digest heads) {

  /** Flaws that are told one by one. */
  public static final int MOST = 100;

  public Verification {
    flaws = List.copyOf(flaws);
  }

  /** Whether the log is as it was written. */
  public boolean isSound() {
    return found == 0;
  }

  /**
   * Where the log is not as it was written.
   *
   * @param position of the row; where rows are missing, of the first one
   * @param what for people
   */
  public record Flaw(SessionId session, long position, String what) {}
}
