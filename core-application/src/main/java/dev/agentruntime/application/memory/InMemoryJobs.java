package dev.agentruntime.application.memory;

import dev.agentruntime.application.port.Job;
import dev.agentruntime.application.port.JobClaim;
import dev.agentruntime.application.port.JobRepository;
import dev.agentruntime.application.port.LeaseOwner;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Who does which job, as one transaction sees it. */
final class InMemoryJobs implements JobRepository {

  private final Map<Job, Held> committed;
  private final Instant now;
  private final Map<Job, Held> changed = new EnumMap<>(Job.class);

  /**
   * How a job stands.
   *
   * @param generation of the last claim to it
   * @param until when that is live; empty where it was given back
   */
  record Held(LeaseOwner owner, long generation, Optional<Instant> until) {}

  InMemoryJobs(Map<Job, Held> committed, Instant now) {
    this.committed = committed;
    this.now = now;
  }

  Map<Job, Held> changed() {
    return changed;
  }

  private Optional<Held> find(Job job) {
    return Optional.ofNullable(changed.get(job)).or(() -> Optional.ofNullable(committed.get(job)));
  }

  @Override
  public Optional<JobClaim> claim(
      Job job, LeaseOwner owner, Duration time, Predicate<LeaseOwner> dead) {
    Optional<Held> before = find(job);
    if (before.filter(held -> isLive(held) && !dead.test(held.owner())).isPresent()) {
      return Optional.empty();
    }
    long generation = before.map(Held::generation).orElse(0L) + 1;
    changed.put(job, new Held(owner, generation, Optional.of(now.plus(time))));
    return Optional.of(new JobClaim(job, owner, generation));
  }

  private boolean isLive(Held held) {
    return held.until().filter(until -> until.isAfter(now)).isPresent();
  }

  @Override
  public boolean renew(JobClaim claim, Duration time) {
    boolean held = isHeld(claim);
    if (held) {
      put(claim, Optional.of(now.plus(time)));
    }
    return held;
  }

  @Override
  public void release(JobClaim claim) {
    if (isHeld(claim)) {
      put(claim, Optional.empty());
    }
  }

  private boolean isHeld(JobClaim claim) {
    return find(claim.job())
        .filter(held -> held.generation() == claim.generation() && held.until().isPresent())
        .isPresent();
  }

  private void put(JobClaim claim, Optional<Instant> until) {
    changed.put(claim.job(), new Held(claim.owner(), claim.generation(), until));
  }
}
