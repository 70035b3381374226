package dev.agentruntime.application.port;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who does which job, within a transaction and by the store's own clock: of each job one at a time.
 */
public interface JobRepository {

  /**
   * Claims a job by compare-and-set, if nobody has a live claim to it.
   *
   * @param time how long the claim lives unless it is renewed
   * @param dead whether an owner is known to be gone, so that its claim need not run out first
   * @return nothing if somebody has it, this owner included
   */
  Optional<JobClaim> claim(Job job, LeaseOwner owner, Duration time, Predicate<LeaseOwner> dead);

  /**
   * Prolongs a claim. Until the transaction ends nobody else gets it, whatever the time.
   *
   * @return false if it is lost; what the transaction wrote must not be committed then
   */
  boolean renew(JobClaim claim, Duration time);

  /** Gives a claim back; does nothing if it is lost. */
  void release(JobClaim claim);
}
