package dev.agentruntime.application.job;

import dev.agentruntime.application.bus.Announcer;
import dev.agentruntime.application.bus.Lifetime;
import dev.agentruntime.application.bus.SystemNotice.Fact;
import dev.agentruntime.application.fault.Failpoint;
import dev.agentruntime.application.lease.LocalProcess;
import dev.agentruntime.application.port.Job;
import dev.agentruntime.application.port.JobClaim;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.application.port.RuntimeObserver.JobOutcome;
import dev.agentruntime.application.port.RuntimeObserver.JobRun;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.port.UuidV7;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has this process do jobs while no other one does them. A job is claimed when there is something
 * to do and given back when that is done; each of its transactions renews the claim or does not
 * commit, so that a process that stood still does nothing after another one took over. The bus and
 * the observer are told. Safe for many threads.
 */
public final class Jobs implements AutoCloseable {

  /**
   * How long a claim outlives its holder's last transaction. It is what an approval may expire late
   * when a machine dies with the job in hand; a holder that is slower than this loses its turn, and
   * nothing else. Of processes of this machine it is known when they are gone.
   */
  public static final Duration CLAIM = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

  private final Persistence persistence;
  private final LeaseOwner self;
  private final Lifetime lifetime;
  private final RuntimeObserver observer;
  private volatile boolean closed;

  /**
   * Jobs of a store.
   *
   * @param self tells this process from the others
   * @param lifetime tells what is done
   * @param observer must not throw
   */
  public Jobs(
      Persistence persistence, LeaseOwner self, Lifetime lifetime, RuntimeObserver observer) {
    this.persistence = persistence;
    this.self = self;
    this.lifetime = lifetime;
    this.observer = observer;
  }

  /** Jobs of a store, of which nobody is told. */
  public static Jobs untold(Persistence persistence) {
    var ids = new UuidV7();
    return new Jobs(
        persistence,
        LocalProcess.owner(ids.get()),
        new Lifetime(new Announcer(), ids),
        RuntimeObserver.NONE);
  }

  /** Looks whether there is something to do, and does it. */
  @FunctionalInterface
  public interface Chore {

    /**
     * Does it, within a turn that it begins when it finds something.
     *
     * @return how many of what are done
     */
    Map<String, Long> perform(Turn turn);
  }

  /**
   * Looks after a job, on the calling thread.
   *
   * @throws RuntimeException what the chore throws; the job is given back
   */
  public void run(Job job, Chore chore) {
    var turn = new Turn(job);
    try {
      Map<String, Long> done = chore.perform(turn);
      turn.ends(done);
    } catch (JobOverException e) {
      turn.isOver(e.outcome());
    } catch (RuntimeException | Error e) {
      turn.breaks(e);
      throw e;
    }
  }

  /** Has what is under way stop behind its next transaction, and given back. */
  @Override
  public void close() {
    closed = true;
  }

  /** One look after a job. */
  public final class Turn implements JobTurn {

    private final Job job;
    private final Lifetime.TaskRun task;
    private final long since = System.nanoTime();
    private boolean begun;
    private Optional<JobClaim> claim = Optional.empty();

    private Turn(Job job) {
      this.job = job;
      this.task = lifetime.task(job);
    }

    @Override
    public void begins() {
      if (!begun) {
        requireGoingOn();
        if (job.isClaimed()) {
          claim();
        }
        begun = true;
        observer.jobBegins(job);
        task.begins();
      }
    }

    private void claim() {
      claim = persistence.inTransaction(this::claim);
      if (claim.isEmpty()) {
        throw new JobOverException(JobOutcome.ELSEWHERE);
      }
      Failpoint.JOB_CLAIMED.reached(job.id());
    }

    private Optional<JobClaim> claim(UnitOfWork work) {
      Optional<JobClaim> mine = work.jobs().claim(job, self, CLAIM, LocalProcess::isDead);
      if (mine.isPresent()) {
        Failpoint.JOB_BEFORE_COMMIT.reached(job.id());
      }
      return mine;
    }

    @Override
    public void keeps(UnitOfWork work) {
      requireGoingOn();
      if (claim.isPresent() && !work.jobs().renew(claim.get(), CLAIM)) {
        throw new JobOverException(JobOutcome.LOST);
      }
    }

    private void requireGoingOn() {
      if (closed) {
        throw new JobOverException(JobOutcome.STOPPED);
      }
    }

    /** Tells what the doing brought, beside that it is done. */
    public void brings(Fact fact) {
      task.brings(fact);
    }

    private void ends(Map<String, Long> done) {
      release();
      task.ends(done);
      long items = done.values().stream().mapToLong(many -> many).sum();
      tell(begun ? JobOutcome.DONE : JobOutcome.NOTHING, items);
    }

    private void isOver(JobOutcome outcome) {
      release();
      task.ends(Map.of());
      if (outcome == JobOutcome.LOST) {
        LOG.warn("another process took the job {} over; this one took too long", job.id());
      }
      tell(outcome, 0);
    }

    private void breaks(Throwable why) {
      release();
      task.breaks(why);
      tell(JobOutcome.FAILED, 0);
    }

    private void tell(JobOutcome outcome, long items) {
      observer.jobEnds(
          new JobRun(job, outcome, Duration.ofNanos(System.nanoTime() - since), items));
    }

    /** Where the store is away, the claim runs out by itself. */
    private void release() {
      try {
        claim.ifPresent(this::release);
      } catch (RuntimeException e) {
        LOG.debug("the claim to the job {} runs out by itself", job.id(), e);
      }
    }

    private void release(JobClaim mine) {
      Failpoint.JOB_BEFORE_RELEASE.reached(job.id());
      persistence.inTransaction(
          work -> {
            work.jobs().release(mine);
            return true;
          });
      Failpoint.JOB_RELEASED.reached(job.id());
    }
  }
}
