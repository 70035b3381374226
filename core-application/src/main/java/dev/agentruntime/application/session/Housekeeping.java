package dev.agentruntime.application.session;

import dev.agentruntime.application.bus.Lifetime;
import dev.agentruntime.application.bus.Lifetime.TaskRun;
import dev.agentruntime.application.bus.SystemNotice.Fact;
import dev.agentruntime.application.bus.SystemNotice.Task;
import dev.agentruntime.application.metrics.MetricsProjection;
import dev.agentruntime.application.metrics.MetricsProjection.Progress;
import dev.agentruntime.application.session.ExpireDueHandler.Expired;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a runtime does with every sweep: lets time take effect, and now and then removes what is old
 * enough, on a thread of its own, since that may take a while. What is done is told on the bus; a
 * sweep that finds nothing to do tells nothing.
 */
public final class Housekeeping implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  /** What is kept for days need not go within the minute. */
  private static final Duration PAUSE = Duration.ofHours(1);

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MOST = 10_000;

  private final ExpireDueHandler expiry;
  private final CleanUpHandler cleanUp;
  private final MetricsProjection counting;
  private final Optional<Duration> keep;
  private final Lifetime lifetime;
  private final AtomicReference<@Nullable Thread> cleaner = new AtomicReference<>();
  private final AtomicReference<@Nullable Thread> counter = new AtomicReference<>();
  private long nextCleanUp = System.nanoTime();

  /**
   * Housekeeping in a store.
   *
   * @param keep how long closed sessions are kept; empty for ever
   * @param lifetime tells what is done
   */
  public Housekeeping(
      ExpireDueHandler expiry,
      CleanUpHandler cleanUp,
      MetricsProjection counting,
      Optional<Duration> keep,
      Lifetime lifetime) {
    this.expiry = expiry;
    this.cleanUp = cleanUp;
    this.counting = counting;
    this.keep = keep;
    this.lifetime = lifetime;
  }

  /** Does what is due. Called by one thread at a time. */
  public void run() {
    expireDue();
    count();
    if (keep.isPresent() && System.nanoTime() - nextCleanUp >= 0) {
      nextCleanUp = System.nanoTime() + PAUSE.toNanos();
      CleanUp command = new CleanUp(keep.get(), MOST);
      cleaner.set(Thread.ofVirtual().name("clean-up").start(() -> cleanUp(command)));
    }
  }

  /** One at a time: whoever is still counting takes in what is new. */
  private void count() {
    Thread before = counter.get();
    if (before == null || !before.isAlive()) {
      counter.set(Thread.ofVirtual().name("metrics").start(this::countAll));
    }
  }

  /** What fails is tried again the next time. */
  private void countAll() {
    TaskRun task = lifetime.task(Task.COUNTING);
    var counted = new Counted(task);
    try {
      Progress progress = counting.catchUp(Integer.MAX_VALUE, counted);
      task.brings(
          new Fact.MetricsCollected(counted.events, progress.unreadable(), progress.complete()));
      task.ends(Map.of("events", counted.events));
    } catch (RuntimeException e) {
      task.breaks(e);
      LOG.warn("the log is counted on the next time", e);
    }
  }

  /** Adds up the parts. */
  private static final class Counted implements MetricsProjection.Watcher {
    private final TaskRun task;
    private long events;

    Counted(TaskRun task) {
      this.task = task;
    }

    @Override
    public void begins() {
      task.begins();
    }

    @Override
    public void counted(int more) {
      events += more;
    }
  }

  /** Lets time take effect. */
  public void expireDue() {
    TaskRun task = lifetime.task(Task.EXPIRY);
    try {
      Expired expired = expiry.handle(ExpireDue.SOME, task::begins);
      task.ends(
          Map.of("sessions", (long) expired.sessions(), "request_keys", (long) expired.keys()));
    } catch (RuntimeException e) {
      task.breaks(e);
      throw e;
    }
  }

  /** What fails is tried again the next time. */
  private void cleanUp(CleanUp command) {
    // It counts by itself what is left; two that count the same at once would be one too many.
    await(counter.get());
    TaskRun task = lifetime.task(Task.CLEAN_UP);
    try {
      int removed = cleanUp.handle(command, task::begins);
      task.ends(Map.of("sessions", (long) removed));
      LOG.info("removed {} sessions that nobody touched for {}", removed, command.untouched());
    } catch (RuntimeException e) {
      task.breaks(e);
      LOG.warn("old sessions are left for the next time", e);
    }
  }

  /** Waits for what is going on, but not for ever: it may be interrupted anywhere. */
  @Override
  public void close() {
    await(cleaner.get());
    await(counter.get());
  }

  private static void await(@Nullable Thread running) {
    if (running != null) {
      try {
        running.join(PATIENCE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
