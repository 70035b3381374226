package dev.agentruntime.micrometer;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.bus.BusStatistics;
import dev.agentruntime.application.bus.EventSubscriber;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.query.StoreStanding;
import dev.agentruntime.application.session.CloseSession;
import dev.agentruntime.application.session.DeleteSession;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.Scenario;
import dev.agentruntime.testkit.ShiftableClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The meters of a runtime that is at work. */
@Timeout(60)
class PrometheusMetersTest {

  private static final String WAIT = "agent_runtime_log_decision_wait_seconds";

  private final ShiftableClock time = new ShiftableClock();
  private final Scenario story = Scenario.on(new InMemoryPersistence(time, new UuidV7()), time);
  private final PrometheusMeters meters = new PrometheusMeters(new FakeClock(time));

  @AfterEach
  void end() {
    story.close();
    meters.close();
  }

  /** What is told once everything that was recorded is delivered. */
  private Scraped scraped() {
    story.runtime().bus().close();
    return Scraped.of(meters);
  }

  @Test
  void a_session_is_counted_from_its_beginning_to_its_end() {
    meters.attachTo(story.runtime());
    story
        .file("a.txt", "text")
        .modelCalls(call("read_file", "{\"path\":\"a.txt\"}"))
        .modelCalls(call("write_file", "{\"path\":\"b.txt\",\"content\":\"b\"}"))
        .modelReplies("Done.")
        .userSays("go")
        .timePasses(Duration.ofMinutes(2))
        .approved("write_file")
        .thenCompletedWith("Done.");
    story.runtime().close(new CloseSession(Owner.LOCAL, story.open()));
    long recorded = story.runtime().delete(new DeleteSession(Owner.LOCAL, story.open()));

    Scraped told = scraped();
    assertThat(told.value("agent_runtime_log_sessions_total", "change", "created")).isEqualTo(1);
    assertThat(told.value("agent_runtime_log_sessions_total", "change", "closed")).isEqualTo(1);
    assertThat(told.value("agent_runtime_log_sessions_total", "change", "deleted")).isEqualTo(1);
    assertThat(
            told.value("agent_runtime_log_turns_total", "outcome", "completed", "reason", "none"))
        .isEqualTo(1);
    assertThat(tool(told, "read_file")).isEqualTo(1);
    assertThat(tool(told, "write_file")).isEqualTo(1);
    assertThat(told.value(WAIT + "_sum", "type", "tool", "outcome", "approved")).isEqualTo(120);
    // The bus tells of work under way besides, which no log holds.
    assertThat(told.value("agent_runtime_event_lag_seconds_count")).isEqualTo((double) recorded);
    assertThat(told.value("agent_runtime_bus_events_total")).isGreaterThan((double) recorded);
  }

  private static double tool(Scraped told, String tool) {
    return told.value("agent_runtime_log_tool_calls_total", "tool", tool, "outcome", "succeeded");
  }

  @Test
  void a_decision_is_timed_though_the_process_that_asked_is_gone() {
    story
        .modelCalls(call("write_file", "{\"path\":\"b.txt\",\"content\":\"b\"}"))
        .modelReplies("Done.")
        .userSays("go")
        .timePasses(Duration.ofDays(2))
        .processDies();
    meters.attachTo(story.runtime());
    story.approved("write_file").thenCompletedWith("Done.");

    Scraped told = scraped();
    assertThat(told.value(WAIT + "_sum", "type", "tool", "outcome", "approved"))
        .isEqualTo(2 * 86_400);
    assertThat(tool(told, "write_file")).isEqualTo(1);
  }

  @Test
  void an_approval_that_cannot_be_looked_up_is_counted_all_the_same() {
    story.modelCalls(call("write_file", "{\"path\":\"b.txt\",\"content\":\"b\"}"));
    story.userSays("go").processDies();
    meters.attachTo(
        story.runtime().bus(),
        query -> {
          var none = new Refusal.NotFound("approval", query.approval().toString());
          throw new RefusedException(none);
        });
    story.modelReplies("As you like.").rejected("write_file", "no");

    Scraped told = scraped();
    assertThat(
            told.value(
                "agent_runtime_log_approvals_closed_total",
                "type",
                "unknown",
                "outcome",
                "rejected",
                "by",
                "person"))
        .isEqualTo(1);
    assertThat(told.value("agent_runtime_bus_deliveries_total", "outcome", "failed")).isZero();
  }

  @Test
  void each_instance_counts_what_all_of_them_record() {
    meters.attachTo(story.runtime());
    try (var meters2 = new PrometheusMeters(new FakeClock(time));
        AgentRuntime other =
            AgentRuntime.builder().persistence(story.store()).model(story.model()).build()) {
      meters2.attachTo(other);
      story.modelReplies("Done.").userSays("go").thenCompletedWith("Done.");
      other.bus().close();

      Scraped here = scraped();
      Scraped there = Scraped.of(meters2);
      assertThat(turns(here)).isEqualTo(1);
      assertThat(turns(there)).isEqualTo(1);
    }
  }

  private static double turns(Scraped told) {
    return told.value("agent_runtime_log_turns_total", "outcome", "completed", "reason", "none");
  }

  @Test
  void who_cannot_keep_up_is_seen_in_the_queue() {
    var gate = new Gate();
    meters.attachTo(story.runtime());
    story.runtime().bus().subscribe(EventSubscriber.ofAll("slow"), event -> gate.pass());
    story.modelReplies("Done.").userSays("go");
    gate.awaitReached();

    double waiting = Scraped.of(meters).value("agent_runtime_bus_waiting", "subscriber", "slow");
    gate.open();

    assertThat(waiting).isPositive();
  }

  @Test
  void whatever_is_told_makes_no_event_of_the_meters_fail() {
    meters.attachTo(story.runtime());
    story.modelCalls(call("no \"such\"\ntool", "{")).modelReplies("Done.").userSays("go");
    story.asks(Optional.empty(), "to the sea");

    assertThat(scraped().value("agent_runtime_bus_deliveries_total", "outcome", "failed")).isZero();
  }

  @Test
  void a_name_that_one_meter_has_no_room_for_is_other_in_all() {
    meters.attachTo(story.runtime());
    var run = meters.begins(FakeWork.agent("coder"));
    for (int i = 0; i < Labels.MOST; i++) {
      run.asks(FakeWork.request(Purpose.REPLY)).ends(FakeWork.reply("model-" + i));
    }
    story.modelReplies("Done.").userSays("go");

    assertThat(scraped().values("agent_runtime_log_model_tokens_total", "model"))
        .containsExactly("other");
  }

  @Test
  void meters_are_attached_and_show_a_store_once() {
    meters.attachTo(story.runtime());
    meters.show(() -> new StoreStanding(Map.of(), 0, Optional.empty()));

    assertThatIllegalStateException().isThrownBy(() -> meters.attachTo(story.runtime()));
    assertThatIllegalStateException()
        .isThrownBy(() -> meters.show(() -> new StoreStanding(Map.of(), 1, Optional.empty())));
  }

  @Test
  void closed_meters_leave_the_bus_and_close_once_more_in_peace() {
    meters.attachTo(story.runtime());
    meters.close();
    meters.close();

    assertThat(story.runtime().bus().statistics().subscribers())
        .extracting(BusStatistics.Subscriber::name)
        .doesNotContain(PrometheusMeters.SUBSCRIBER);
  }

  @Test
  void all_is_closed_whatever_fails_and_the_first_failure_is_thrown_with_the_others() {
    var registry =
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT) {
          @Override
          public void close() {
            super.close();
            throw new IllegalStateException("the registry");
          }
        };
    var failing =
        new PrometheusMeters(
            registry,
            () -> {
              throw new IllegalStateException("the virtual machine");
            });
    failing.attachTo(story.runtime());

    assertThatIllegalStateException()
        .isThrownBy(failing::close)
        .withMessage("the virtual machine")
        .satisfies(
            thrown ->
                assertThat(thrown.getSuppressed())
                    .singleElement()
                    .extracting(Throwable::getMessage)
                    .isEqualTo("the registry"));
    assertThat(registry.isClosed()).isTrue();
    assertThat(story.runtime().bus().statistics().subscribers())
        .extracting(BusStatistics.Subscriber::name)
        .doesNotContain(PrometheusMeters.SUBSCRIBER);
  }

  @Test
  void the_virtual_machine_is_told_of_before_anything_else() {
    assertThat(Scraped.of(meters).sampleNames())
        .contains(
            "jvm_memory_used_bytes",
            "jvm_gc_max_data_size_bytes",
            "jvm_threads_live_threads",
            "process_cpu_seconds_total",
            "process_cpu_usage",
            "process_uptime_seconds",
            "system_cpus")
        .doesNotContain("system_cpu_count", "process_cpu_time_ns_total");
  }

  @Test
  void plain_text_is_the_format_of_prometheus() {
    Scrape scrape = meters.scrape();

    assertThat(scrape.contentType()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
    assertThat(scrape.text())
        .contains("# TYPE agent_runtime_leases_lost_total counter\n")
        .doesNotContain("# EOF");
  }

  @Test
  void open_metrics_come_where_they_are_wanted() {
    Scrape scrape = meters.scrape("application/openmetrics-text; version=1.0.0");

    assertThat(scrape.contentType())
        .isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(scrape.text())
        .contains("# TYPE agent_runtime_leases_lost counter\n")
        .endsWith("# EOF\n");
  }
}
