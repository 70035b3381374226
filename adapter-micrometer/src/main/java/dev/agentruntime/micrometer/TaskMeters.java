package dev.agentruntime.micrometer;

import dev.agentruntime.application.port.Job;
import dev.agentruntime.application.port.RuntimeObserver.JobOutcome;
import dev.agentruntime.application.port.RuntimeObserver.JobRun;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this process does in the background for all of a store. The label is {@code task}, since
 * {@code job} is Prometheus' own. Safe for many threads.
 */
final class TaskMeters {

  private static final String TASK = "task";

  /** What a look that found all in order ends with. */
  private static final Set<JobOutcome> GOOD = Set.of(JobOutcome.DONE, JobOutcome.NOTHING);

  /** What no look ends with that had begun. */
  private static final Set<JobOutcome> NOT_BEGUN = Set.of(JobOutcome.NOTHING, JobOutcome.ELSEWHERE);

  private final Clock clock;
  private final MeterProvider<Counter> runs;
  private final MeterProvider<Counter> items;
  private final MeterProvider<Timer> times;
  private final Map<Job, State> states = new EnumMap<>(Job.class);

  /**
   * How a job stands in this process.
   *
   * @param success when a look last found all in order, in milliseconds; 0 before the first one
   */
  private record State(AtomicBoolean held, AtomicLong success) {}

  TaskMeters(Meters meters) {
    clock = meters.registry().config().clock();
    runs =
        meters.counter(
            "agent.runtime.task.runs",
            "Looks after a task of the background, by what became of it");
    items =
        meters.counter(
            "agent.runtime.task.items",
            "What tasks of the background did: sessions, events, keys or messages");
    times =
        meters.timer(
            "agent.runtime.task",
            "Time from a look after a task of the background to its end, where there was something"
                + " to do",
            Meters.OF_TOOL);
    for (Job job : Job.values()) {
      var state = new State(new AtomicBoolean(), new AtomicLong());
      states.put(job, state);
      for (JobOutcome outcome : JobOutcome.values()) {
        runs.withTags(TASK, job.id(), "outcome", outcome.id());
      }
      items.withTags(TASK, job.id());
      show(meters, job, state);
    }
  }

  private static void show(Meters meters, Job job, State state) {
    Gauge.builder("agent.runtime.task.held", state, held -> held.held().get() ? 1 : 0)
        .description("Whether this process is at a task of the background now, and no other is")
        .tag(TASK, job.id())
        .strongReference(true)
        .register(meters.registry());
    Gauge.builder("agent.runtime.task.success.timestamp", state, last -> last.success().get() / 1e3)
        .description(
            "When this process last looked after a task of the background and left nothing; 0"
                + " where it did not yet")
        .baseUnit("seconds")
        .tag(TASK, job.id())
        .strongReference(true)
        .register(meters.registry());
  }

  void begins(Job job) {
    state(job).held().set(true);
  }

  void ends(JobRun run) {
    String task = run.job().id();
    State state = state(run.job());
    runs.withTags(TASK, task, "outcome", run.outcome().id()).increment();
    if (!NOT_BEGUN.contains(run.outcome())) {
      state.held().set(false);
      times.withTags(TASK, task).record(run.took());
    }
    if (GOOD.contains(run.outcome())) {
      state.success().set(clock.wallTime());
    }
    items.withTags(TASK, task).increment((double) run.items());
  }

  private State state(Job job) {
    State state = states.get(job);
    if (state == null) {
      throw new IllegalArgumentException("no job: " + job);
    }
    return state;
  }
}
