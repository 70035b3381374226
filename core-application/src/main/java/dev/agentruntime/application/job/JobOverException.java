package dev.agentruntime.application.job;

import dev.agentruntime.application.port.RuntimeObserver.JobOutcome;

/** A process has no turn at a job, or none any more: it leaves it as it is, for who has. */
public final class JobOverException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final JobOutcome outcome;

  JobOverException(JobOutcome outcome) {
    super("the job is left: " + outcome.id(), null, false, false);
    this.outcome = outcome;
  }

  JobOutcome outcome() {
    return outcome;
  }
}
