package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.Job;
import dev.agentruntime.application.port.JobClaim;
import dev.agentruntime.application.port.JobRepository;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.UnitOfWork;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/** Who does which job, within one transaction and on its clock. */
record JdbiJobRepository(JobRows rows, UnitOfWork work) implements JobRepository {

  @Override
  public Optional<JobClaim> claim(
      Job job, LeaseOwner owner, Duration time, Predicate<LeaseOwner> dead) {
    return find(job)
        .filter(held -> isFree(held, dead))
        .flatMap(held -> take(new JobClaim(job, owner, held.generation() + 1), held, time));
  }

  private Optional<JobRows.Held> find(Job job) {
    return rows.find(job.id())
        .or(
            () -> {
              rows.add(job.id());
              return rows.find(job.id());
            });
  }

  private boolean isFree(JobRows.Held held, Predicate<LeaseOwner> dead) {
    return held.owner() == null
        || held.expiresAt() == null
        || held.expiresAt() <= work.now().toEpochMilli()
        || dead.test(LeaseOwner.parse(held.owner()));
  }

  private Optional<JobClaim> take(JobClaim claim, JobRows.Held seen, Duration time) {
    return rows.take(row(claim), seen, expiry(time)) == 1 ? Optional.of(claim) : Optional.empty();
  }

  @Override
  public boolean renew(JobClaim claim, Duration time) {
    return rows.renew(row(claim), expiry(time)) == 1;
  }

  @Override
  public void release(JobClaim claim) {
    rows.release(row(claim));
  }

  private long expiry(Duration time) {
    return work.now().toEpochMilli() + time.toMillis();
  }

  private static JobRows.Claim row(JobClaim claim) {
    return new JobRows.Claim(claim.job().id(), claim.owner().asText(), claim.generation());
  }
}
