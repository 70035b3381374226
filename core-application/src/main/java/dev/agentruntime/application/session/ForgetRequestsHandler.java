package dev.agentruntime.application.session;

import dev.agentruntime.application.fault.Failpoint;
import dev.agentruntime.application.job.JobTurn;
import dev.agentruntime.application.port.Job;
import dev.agentruntime.application.port.Persistence;

/** Forgets old requests. Any number of processes may do it at once. */
public final class ForgetRequestsHandler {

  private final Persistence persistence;

  public ForgetRequestsHandler(Persistence persistence) {
    this.persistence = persistence;
  }

  /**
   * Forgets all there are.
   *
   * @return how many
   */
  public long handle(ForgetRequests command) {
    return handle(command, JobTurn.BY_HAND);
  }

  /** Does it within a turn, some at a time. */
  long handle(ForgetRequests command, JobTurn turn) {
    if (!persistence.inTransaction(work -> work.requests().hasExpired())) {
      return 0;
    }
    turn.begins();
    long all = 0;
    int forgotten = command.most();
    while (forgotten == command.most()) {
      forgotten =
          persistence.inTransaction(
              work -> {
                turn.keeps(work);
                return work.requests().removeExpired(command.most());
              });
      Failpoint.JOB_CONTINUED.reached(Job.REQUEST_KEYS.id());
      all += forgotten;
    }
    return all;
  }
}
