package dev.agentruntime.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.application.port.RuntimeObserver.AgentEnd;
import dev.agentruntime.application.port.RuntimeObserver.AgentRun;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.testkit.ShiftableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunMetersTest {

  private static final String REQUEST = "agent_runtime_model_request_seconds";
  private static final String FIRST = "agent_runtime_model_first_piece_seconds";
  private static final String TOOL = "agent_runtime_tool_run_seconds";
  private static final String RUNS = "agent_runtime_agent_runs";

  private final ShiftableClock time = new ShiftableClock();
  private final PrometheusMeters meters = new PrometheusMeters(new FakeClock(time));
  private final AgentRun run = meters.begins(FakeWork.agent("coder"));

  @AfterEach
  void end() {
    meters.close();
  }

  private Scraped scraped() {
    return Scraped.of(meters);
  }

  private void passes(long millis) {
    time.pass(Duration.ofMillis(millis));
  }

  private RuntimeObserver.ModelCall asks() {
    return run.asks(FakeWork.request(Purpose.REPLY));
  }

  private double requests(String figure, String model, String outcome) {
    return scraped()
        .value(REQUEST + figure, "model", model, "purpose", "reply", "outcome", outcome);
  }

  @Test
  void an_answer_of_a_model_is_timed_and_so_is_its_first_piece() {
    var call = asks();
    passes(700);
    call.firstPiece();
    passes(2300);
    call.ends(FakeWork.reply("m-1"));

    assertThat(requests("_sum", "m-1", "completed")).isEqualTo(3);
    assertThat(requests("_count", "m-1", "completed")).isEqualTo(1);
    assertThat(scraped().value(FIRST + "_sum", "model", "m-1", "purpose", "reply")).isEqualTo(0.7);
    assertThat(scraped().value(FIRST + "_bucket", "model", "m-1", "purpose", "reply", "le", "0.5"))
        .isZero();
    assertThat(scraped().value(FIRST + "_bucket", "model", "m-1", "purpose", "reply", "le", "1.0"))
        .isEqualTo(1);
  }

  @Test
  void an_answer_in_one_piece_has_no_first_one() {
    asks().ends(FakeWork.reply("m-1"));

    assertThat(scraped().sampleNames()).doesNotContain(FIRST + "_count");
  }

  @Test
  void a_failure_and_a_request_that_is_given_up_are_timed_too() {
    var failed = asks();
    passes(60_000);
    failed.ends(new ChatModel.Outcome.Failed(FailureKind.TIMEOUT, "a text"));
    var abandoned = asks();
    abandoned.firstPiece();
    passes(1000);
    abandoned.abandoned();

    assertThat(requests("_sum", "unknown", "timeout")).isEqualTo(60);
    assertThat(requests("_sum", "unknown", "abandoned")).isEqualTo(1);
    assertThat(scraped().value(FIRST + "_count", "model", "unknown", "purpose", "reply"))
        .isEqualTo(1);
    assertThat(scraped().values()).doesNotContain("a text");
  }

  @Test
  void a_tool_is_timed_by_its_name_and_outcome() {
    var read = run.executes(FakeWork.call("read_file"));
    passes(40);
    read.ends(ToolResult.failed("There is no such file."));
    run.executes(FakeWork.call("a-tool-of-somebody")).abandoned();

    assertThat(scraped().value(TOOL + "_sum", "tool", "read_file", "outcome", "failed"))
        .isEqualTo(0.04);
    assertThat(scraped().value(TOOL + "_count", "tool", "other", "outcome", "abandoned"))
        .isEqualTo(1);
  }

  @Test
  void agents_at_work_are_counted_until_they_end() {
    AgentRun second = meters.begins(FakeWork.agent("coder"));
    assertThat(scraped().value(RUNS, "agent", "coder")).isEqualTo(2);

    second.ends(new AgentEnd.Left());
    run.ends(new AgentEnd.Left());

    assertThat(scraped().value(RUNS, "agent", "coder")).isZero();
  }

  @Test
  void lost_leases_are_counted() {
    assertThat(scraped().value("agent_runtime_leases_lost_total")).isZero();

    meters.leaseLost(FakeWork.SESSION);

    assertThat(scraped().value("agent_runtime_leases_lost_total")).isEqualTo(1);
    assertThat(scraped().values()).doesNotContain(FakeWork.SESSION.toString());
  }

  @Test
  void meters_are_no_reason_to_look_up_traces() {
    assertThat(meters.traces()).isFalse();
    assertThat(run.trace()).isEmpty();
    assertThat(asks().trace()).isEmpty();
  }

  @Test
  void ten_thousand_models_agents_and_tools_make_a_bounded_number_of_figures() {
    for (int i = 0; i < 10_000; i++) {
      AgentRun other = meters.begins(FakeWork.agent("agent-" + i));
      var call = other.asks(FakeWork.request(Purpose.REPLY));
      call.firstPiece();
      call.ends(FakeWork.reply("model-" + i));
      other.ends(new AgentEnd.Left());
    }
    for (int i = 0; i < 100; i++) {
      run.executes(FakeWork.call("tool-" + i)).ends(ToolResult.succeeded(""));
    }

    assertThat(scraped().values(RUNS, "agent")).hasSize(Labels.MOST + 1).contains("other");
    assertThat(scraped().values(REQUEST + "_count", "model")).hasSize(Labels.MOST + 1);
    assertThat(scraped().values(FIRST + "_count", "model")).hasSize(Labels.MOST + 1);
    assertThat(scraped().values(TOOL + "_count", "tool")).isEqualTo(Set.of("other"));
  }

  @Test
  void many_threads_count_everything_once_while_others_look() throws Exception {
    int threads = 16;
    int each = 500;
    var start = new CountDownLatch(1);
    List<Future<?>> work = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < threads; i++) {
        int number = i;
        work.add(
            executor.submit(
                () -> {
                  start.await();
                  for (int n = 0; n < each; n++) {
                    work("agent-" + (number + n) % 40);
                  }
                  return meters.scrape();
                }));
      }
      start.countDown();
    }
    await(work);

    Scraped scraped = scraped();
    assertThat(
            scraped.value(
                REQUEST + "_count", "model", "m-1", "purpose", "reply", "outcome", "completed"))
        .isEqualTo(threads * each);
    assertThat(scraped.value("agent_runtime_leases_lost_total")).isEqualTo(threads * each);
    assertThat(scraped.values(RUNS, "agent")).hasSize(Labels.MOST + 1);
    scraped
        .values(RUNS, "agent")
        .forEach(
            agent ->
                assertThat(scraped.value(RUNS, "agent", agent))
                    .isEqualTo(agent.equals("coder") ? 1 : 0));
  }

  private void work(String agent) {
    AgentRun other = meters.begins(FakeWork.agent(agent));
    other.asks(FakeWork.request(Purpose.REPLY)).ends(FakeWork.reply("m-1"));
    meters.leaseLost(FakeWork.SESSION);
    other.ends(new AgentEnd.Left());
  }

  private static void await(List<Future<?>> work) throws InterruptedException, ExecutionException {
    for (Future<?> one : work) {
      one.get();
    }
  }
}
