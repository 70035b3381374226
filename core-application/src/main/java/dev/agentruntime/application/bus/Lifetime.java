package dev.agentruntime.application.bus;

import dev.agentruntime.application.bus.SystemNotice.Fact;
import dev.agentruntime.application.bus.SystemNotice.Origin;
import dev.agentruntime.application.port.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * One run of a runtime as the bus is told of it: that it starts, what it does in the background,
 * and that it stops. Safe for many threads.
 */
public final class Lifetime implements AutoCloseable {

  private final Announcer announcer;
  private final Supplier<UUID> ids;
  private final InstantSource clock;
  private final UUID run;
  private final long since = System.nanoTime();
  private final AtomicBoolean over = new AtomicBoolean();

  /** A run of which nothing is told yet. */
  public Lifetime(Announcer announcer, Supplier<UUID> ids) {
    this(announcer, ids, InstantSource.system());
  }

  Lifetime(Announcer announcer, Supplier<UUID> ids, InstantSource clock) {
    this.announcer = announcer;
    this.ids = ids;
    this.clock = clock;
    this.run = ids.get();
  }

  /** Tells that the runtime starts. */
  public void begins() {
    Optional<String> version =
        Optional.ofNullable(Lifetime.class.getPackage().getImplementationVersion());
    tell(run, run, new Fact.Startup(version));
  }

  /** A look whether there is something to do; nothing is told of it before there is. */
  public TaskRun task(Job task) {
    return new TaskRun(task);
  }

  /** Tells once that the runtime stopped. */
  @Override
  public void close() {
    if (over.compareAndSet(false, true)) {
      tell(ids.get(), run, new Fact.Shutdown(ago(since)));
    }
  }

  private void tell(UUID id, UUID cause, Fact fact) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    announcer.tell(new SystemNotice(id, fact, new Origin(run, cause), now, Map.of()));
  }

  private static Duration ago(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  /** One look whether there is something to do, and the doing of it. Used by one thread. */
  public final class TaskRun {

    private final Job task;
    private Optional<Started> started = Optional.empty();

    private record Started(UUID notice, long nanos) {}

    private TaskRun(Job task) {
      this.task = task;
    }

    /** There is something to do. Told once, however often that is found. */
    public void begins() {
      if (started.isEmpty()) {
        var now = new Started(ids.get(), System.nanoTime());
        started = Optional.of(now);
        tell(now.notice(), run, new Fact.TaskStarted(task));
      }
    }

    /** What the doing brought, beside that it is done. */
    public void brings(Fact fact) {
      started.ifPresent(begun -> tell(ids.get(), begun.notice(), fact));
    }

    /**
     * There is nothing more to do; nothing is told if there was nothing at all.
     *
     * @param done how many of what
     */
    public void ends(Map<String, Long> done) {
      started.ifPresent(
          begun ->
              tell(
                  ids.get(),
                  begun.notice(),
                  new Fact.TaskCompleted(task, ago(begun.nanos()), done)));
    }

    /** It broke, maybe while it looked. */
    public void breaks(Throwable why) {
      begins();
      String error = why.getClass().getSimpleName();
      started.ifPresent(
          begun ->
              tell(
                  ids.get(), begun.notice(), new Fact.TaskFailed(task, ago(begun.nanos()), error)));
    }
  }
}
