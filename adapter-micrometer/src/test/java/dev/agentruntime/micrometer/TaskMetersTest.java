package dev.agentruntime.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.Job;
import dev.agentruntime.application.port.RuntimeObserver.JobOutcome;
import dev.agentruntime.application.port.RuntimeObserver.JobRun;
import dev.agentruntime.testkit.ShiftableClock;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskMetersTest {

  private static final String RUNS = "agent_runtime_task_runs_total";
  private static final String ITEMS = "agent_runtime_task_items_total";
  private static final String TIMES = "agent_runtime_task_seconds_count";
  private static final String HELD = "agent_runtime_task_held";
  private static final String SUCCESS = "agent_runtime_task_success_timestamp_seconds";

  private final ShiftableClock time = new ShiftableClock();
  private final PrometheusMeters meters = new PrometheusMeters(new FakeClock(time));

  @AfterEach
  void end() {
    meters.close();
  }

  private Scraped scraped() {
    return Scraped.of(meters);
  }

  private void ends(JobOutcome outcome, long items) {
    meters.jobEnds(new JobRun(Job.CLEAN_UP, outcome, Duration.ofSeconds(2), items));
  }

  private double seconds() {
    return time.instant().toEpochMilli() / 1e3;
  }

  @Test
  void every_task_and_outcome_begins_at_zero() {
    Scraped scraped = scraped();

    assertThat(scraped.values(RUNS, "task"))
        .containsExactlyInAnyOrderElementsOf(Arrays.stream(Job.values()).map(Job::id).toList());
    assertThat(scraped.values(RUNS, "outcome"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(JobOutcome.values()).map(JobOutcome::id).toList());
    assertThat(scraped.value(RUNS, "task", "clean_up", "outcome", "failed")).isZero();
    assertThat(scraped.value(ITEMS, "task", "clean_up")).isZero();
    assertThat(scraped.value(SUCCESS, "task", "clean_up")).isZero();
  }

  @Test
  void a_task_is_held_until_it_ends_and_then_counted_with_what_it_did() {
    meters.jobBegins(Job.CLEAN_UP);
    assertThat(scraped().value(HELD, "task", "clean_up")).isOne();
    assertThat(scraped().value(HELD, "task", "expiry")).isZero();

    ends(JobOutcome.DONE, 3);

    Scraped scraped = scraped();
    assertThat(scraped.value(HELD, "task", "clean_up")).isZero();
    assertThat(scraped.value(RUNS, "task", "clean_up", "outcome", "done")).isOne();
    assertThat(scraped.value(ITEMS, "task", "clean_up")).isEqualTo(3);
    assertThat(scraped.value(TIMES, "task", "clean_up")).isOne();
    assertThat(scraped.value(SUCCESS, "task", "clean_up")).isEqualTo(seconds());
  }

  @Test
  void a_look_that_finds_nothing_is_a_success_and_takes_no_time() {
    ends(JobOutcome.DONE, 1);
    time.pass(Duration.ofMinutes(5));

    ends(JobOutcome.NOTHING, 0);

    Scraped scraped = scraped();
    assertThat(scraped.value(SUCCESS, "task", "clean_up")).isEqualTo(seconds());
    assertThat(scraped.value(TIMES, "task", "clean_up")).isOne();
  }

  @Test
  void what_another_process_does_and_what_fails_is_no_success_of_this_one() {
    ends(JobOutcome.DONE, 1);
    double before = seconds();
    time.pass(Duration.ofMinutes(5));
    meters.jobBegins(Job.CLEAN_UP);

    ends(JobOutcome.ELSEWHERE, 0);
    assertThat(scraped().value(HELD, "task", "clean_up"))
        .as("a look beside it ends nothing")
        .isOne();
    ends(JobOutcome.FAILED, 0);
    ends(JobOutcome.LOST, 0);

    Scraped scraped = scraped();
    assertThat(scraped.value(SUCCESS, "task", "clean_up")).isEqualTo(before);
    assertThat(scraped.value(HELD, "task", "clean_up")).isZero();
    assertThat(scraped.value(RUNS, "task", "clean_up", "outcome", "elsewhere")).isOne();
    assertThat(scraped.value(RUNS, "task", "clean_up", "outcome", "failed")).isOne();
    assertThat(scraped.value(TIMES, "task", "clean_up")).isEqualTo(3);
  }
}
