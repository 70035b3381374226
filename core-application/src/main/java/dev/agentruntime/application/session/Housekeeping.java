package dev.agentruntime.application.session;

import dev.agentruntime.application.metrics.MetricsProjection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a runtime does with every sweep: lets time take effect, and now and then removes what is old
 * enough, on a thread of its own, since that may take a while.
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
  private final AtomicReference<@Nullable Thread> cleaner = new AtomicReference<>();
  private final AtomicReference<@Nullable Thread> counter = new AtomicReference<>();
  private long nextCleanUp = System.nanoTime();

  /**
   * Housekeeping in a store.
   *
   * @param keep how long closed sessions are kept; empty for ever
   */
  public Housekeeping(
      ExpireDueHandler expiry,
      CleanUpHandler cleanUp,
      MetricsProjection counting,
      Optional<Duration> keep) {
    this.expiry = expiry;
    this.cleanUp = cleanUp;
    this.counting = counting;
    this.keep = keep;
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
    try {
      counting.catchUp(Integer.MAX_VALUE);
    } catch (RuntimeException e) {
      LOG.warn("the log is counted on the next time", e);
    }
  }

  /** Lets time take effect. */
  public void expireDue() {
    expiry.handle(ExpireDue.SOME);
  }

  /** What fails is tried again the next time. */
  private void cleanUp(CleanUp command) {
    // It counts by itself what is left; two that count the same at once would be one too many.
    await(counter.get());
    try {
      int removed = cleanUp.handle(command);
      LOG.info("removed {} sessions that nobody touched for {}", removed, command.untouched());
    } catch (RuntimeException e) {
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
