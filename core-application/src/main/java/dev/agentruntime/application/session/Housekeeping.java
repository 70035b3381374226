package dev.agentruntime.application.session;

import dev.agentruntime.application.bus.SystemNotice.Fact;
import dev.agentruntime.application.job.Jobs;
import dev.agentruntime.application.metrics.MetricsProjection;
import dev.agentruntime.application.metrics.MetricsProjection.Progress;
import dev.agentruntime.application.port.Job;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a runtime does with its sweeps for the whole store, each job on a thread of its own: whoever
 * sweeps has leases to renew, and must not wait for a row that a process which stands still has
 * locked. What fails is tried again with a later sweep.
 */
public final class Housekeeping implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  /** What is kept for a day need not go within the second. */
  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** What is kept for days need not go within the minute. */
  private static final Duration HOUR = Duration.ofHours(1);

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST = 10_000;

  private final Jobs jobs;
  private final Chores chores;
  private final Ages ages;
  private final Map<Job, Thread> running = new ConcurrentHashMap<>();
  private long nextMinute = System.nanoTime();
  private long nextHour = nextMinute;

  /** What does the jobs. */
  public record Chores(
      ExpireDueHandler expiry,
      ForgetRequestsHandler requests,
      CloseIdleHandler idle,
      CleanUpHandler cleanUp,
      MetricsProjection counting) {}

  /**
   * How old sessions become.
   *
   * @param idle those that nobody uses, until they are closed; empty for ever
   * @param closed those that are closed, until they are removed; empty for ever
   */
  public record Ages(Optional<Duration> idle, Optional<Duration> closed) {}

  /** Housekeeping in a store. */
  public Housekeeping(Jobs jobs, Chores chores, Ages ages) {
    this.jobs = jobs;
    this.chores = chores;
    this.ages = ages;
  }

  /** Begins what is due. Returns at once. Called by one thread at a time. */
  public void run() {
    start(Job.EXPIRY, this::expire);
    start(Job.COUNTING, this::count);
    if (System.nanoTime() - nextMinute >= 0) {
      nextMinute = System.nanoTime() + MINUTE.toNanos();
      start(Job.REQUEST_KEYS, this::forgetRequests);
      ages.idle().ifPresent(age -> start(Job.IDLE_SESSIONS, () -> closeIdle(age)));
    }
    if (System.nanoTime() - nextHour >= 0) {
      nextHour = System.nanoTime() + HOUR.toNanos();
      ages.closed().ifPresent(age -> start(Job.CLEAN_UP, () -> cleanUp(age)));
    }
  }

  /** Lets time take effect, on the calling thread. */
  public void expireDue() {
    expire();
    forgetRequests();
    ages.idle().ifPresent(this::closeIdle);
  }

  /** One at a time: whoever is still at it takes in what is new. */
  private void start(Job job, Runnable chore) {
    Thread before = running.get(job);
    if (before == null || !before.isAlive()) {
      running.put(job, Thread.ofVirtual().name(job.id()).start(() -> attempt(job, chore)));
    }
  }

  private static void attempt(Job job, Runnable chore) {
    try {
      chore.run();
    } catch (RuntimeException e) {
      LOG.warn("the job {} is gone on with the next time", job.id(), e);
    }
  }

  private void expire() {
    jobs.run(
        Job.EXPIRY,
        turn -> Map.of("sessions", (long) chores.expiry().handle(ExpireDue.SOME, turn)));
  }

  private void forgetRequests() {
    jobs.run(
        Job.REQUEST_KEYS,
        turn -> Map.of("request_keys", chores.requests().handle(ForgetRequests.SOME, turn)));
  }

  private void closeIdle(Duration age) {
    jobs.run(
        Job.IDLE_SESSIONS,
        turn -> Map.of("sessions", (long) chores.idle().handle(new CloseIdle(age, MOST), turn)));
  }

  private void cleanUp(Duration age) {
    // It counts by itself what is left; two that count the same at once would be one too many.
    await(running.get(Job.COUNTING), PATIENCE);
    jobs.run(
        Job.CLEAN_UP,
        turn -> {
          int removed = chores.cleanUp().handle(new CleanUp(age, MOST), turn);
          LOG.info("removed {} sessions that nobody touched for {}", removed, age);
          return Map.of("sessions", (long) removed);
        });
  }

  private void count() {
    jobs.run(
        Job.COUNTING,
        turn -> {
          var counted = new Counted(turn);
          Progress progress = chores.counting().catchUp(Integer.MAX_VALUE, counted);
          turn.brings(
              new Fact.MetricsCollected(
                  counted.events, progress.unreadable(), progress.complete()));
          return Map.of("events", counted.events);
        });
  }

  /** Adds up the parts. */
  private static final class Counted implements MetricsProjection.Watcher {
    private final Jobs.Turn turn;
    private long events;

    Counted(Jobs.Turn turn) {
      this.turn = turn;
    }

    @Override
    public void begins() {
      turn.begins();
    }

    @Override
    public void counted(int more) {
      events += more;
    }
  }

  /** Waits for what is going on, but not for ever: it may be interrupted anywhere. */
  @Override
  public void close() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List.copyOf(running.values())
        .forEach(thread -> await(thread, Duration.ofNanos(deadline - System.nanoTime())));
  }

  private static void await(@Nullable Thread thread, Duration patience) {
    try {
      if (thread != null && patience.isPositive()) {
        thread.join(patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
