package dev.agentruntime.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Limit;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SwitchedBy;
import dev.agentruntime.domain.session.TurnOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogMetersTest {

  private static final String TOKENS = "agent_runtime_log_model_tokens_total";
  private static final String REQUESTS = "agent_runtime_log_model_requests_total";
  private static final String TURNS = "agent_runtime_log_turns_total";
  private static final String SWITCHES = "agent_runtime_log_agent_switches_total";

  private final FakeLog log = new FakeLog();

  private static SessionEvent used(String model, Usage usage) {
    return new SessionEvent.ModelRequestCompleted(Purpose.REPLY, model, usage, 12);
  }

  private static SessionEvent ended(TurnOutcome outcome) {
    return new SessionEvent.TurnEnded(outcome);
  }

  private double tokens(String model, String kind, boolean estimated) {
    return log.scraped()
        .value(TOKENS, "model", model, "kind", kind, "estimated", String.valueOf(estimated));
  }

  @Test
  void sessions_are_counted_by_what_becomes_of_them() {
    log.tells(new SessionEvent.Closed()).tells(new SessionEvent.Deleted());
    log.tells(new SessionEvent.Deleted());

    Scraped scraped = log.scraped();
    assertThat(scraped.value("agent_runtime_log_sessions_total", "change", "created")).isZero();
    assertThat(scraped.value("agent_runtime_log_sessions_total", "change", "closed")).isEqualTo(1);
    assertThat(scraped.value("agent_runtime_log_sessions_total", "change", "deleted")).isEqualTo(2);
  }

  @Test
  void turns_are_counted_by_their_outcome() {
    log.tells(ended(new TurnOutcome.Completed("a text")))
        .tells(ended(new TurnOutcome.Cancelled("a text")))
        .tells(ended(new TurnOutcome.Failed(FailureKind.CUT, "a text")))
        .tells(ended(new TurnOutcome.LimitReached(Limit.COST)));

    Scraped scraped = log.scraped();
    assertThat(scraped.value(TURNS, "outcome", "completed", "reason", "none")).isEqualTo(1);
    assertThat(scraped.value(TURNS, "outcome", "cancelled", "reason", "none")).isEqualTo(1);
    assertThat(scraped.value(TURNS, "outcome", "failed", "reason", "cut")).isEqualTo(1);
    assertThat(scraped.value(TURNS, "outcome", "limit", "reason", "cost")).isEqualTo(1);
    assertThat(scraped.values()).doesNotContain("a text");
  }

  @ParameterizedTest
  @EnumSource
  void a_failure_has_a_figure_before_it_happens_first(FailureKind kind) {
    assertThat(log.scraped().value(TURNS, "outcome", "failed", "reason", kind.id())).isZero();
    assertThat(log.scraped().value(REQUESTS, "purpose", "reply", "outcome", kind.id())).isZero();
  }

  @Test
  void tokens_are_counted_by_model_and_kind_and_apart_where_they_are_a_guess() {
    log.tells(used("m-1", new Usage(10, 5)))
        .tells(used("m-1", new Usage(1, 1)))
        .tells(used("m-1", Usage.estimate(400, 40)))
        .tells(used("m-2", new Usage(7, 0)));

    assertThat(tokens("m-1", "prompt", false)).isEqualTo(11);
    assertThat(tokens("m-1", "completion", false)).isEqualTo(6);
    assertThat(tokens("m-1", "prompt", true)).isEqualTo(100);
    assertThat(tokens("m-1", "completion", true)).isEqualTo(10);
    assertThat(tokens("m-2", "prompt", false)).isEqualTo(7);
    assertThat(log.scraped().value(REQUESTS, "purpose", "reply", "outcome", "completed"))
        .isEqualTo(4);
  }

  @Test
  void an_absurd_count_of_tokens_does_not_drown_the_others() {
    log.tells(used("m-1", new Usage(Long.MAX_VALUE, 1))).tells(used("m-1", new Usage(10, 1)));

    assertThat(tokens("m-1", "prompt", false)).isEqualTo(100_000_010);
  }

  @Test
  void failed_requests_are_counted_by_their_kind() {
    log.tells(
        new SessionEvent.ModelRequestFailed(
            Purpose.ROUTE, FailureKind.TIMEOUT, "60 s at a host", Optional.of("m-1")));

    assertThat(log.scraped().value(REQUESTS, "purpose", "route", "outcome", "timeout"))
        .isEqualTo(1);
    assertThat(log.scraped().values()).doesNotContain("60 s at a host");
  }

  @Test
  void switches_are_counted_by_agent_and_cause() {
    log.tells(
        new SessionEvent.AgentSwitched(
            new AgentName("coder"), new AgentName("debug"), "a reason", SwitchedBy.AGENT));

    assertThat(log.scraped().value(SWITCHES, "to", "debug", "by", "agent")).isEqualTo(1);
    assertThat(log.scraped().values()).doesNotContain("a reason");
  }

  @Test
  void the_lag_is_the_time_from_an_event_to_its_delivery() {
    log.tells(new SessionEvent.Closed(), log.now().minus(Duration.ofMillis(1500)));

    Scraped scraped = log.scraped();
    assertThat(scraped.value("agent_runtime_event_lag_seconds_sum")).isEqualTo(1.5);
    assertThat(scraped.value("agent_runtime_event_lag_seconds_bucket", "le", "1.0")).isZero();
    assertThat(scraped.value("agent_runtime_event_lag_seconds_bucket", "le", "5.0")).isEqualTo(1);
  }

  @Test
  void a_store_whose_clock_is_ahead_makes_no_negative_lag() {
    log.tells(new SessionEvent.Closed(), log.now().plus(Duration.ofMinutes(1)));

    assertThat(log.scraped().value("agent_runtime_event_lag_seconds_sum")).isZero();
    assertThat(log.scraped().value("agent_runtime_event_lag_seconds_count")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a \"quoted\" name",
        "two\nlines",
        "back\\slash\"",
        "{a=\"b\"} 1",
        "mod\u00e8le",
        "01890a5d-ac96-774b-bcce-b302099a8057",
        "tuned-01890a5dac96774bbcceb302099a8057",
      })
  void a_hostile_name_of_a_model_is_not_shown(String name) {
    log.tells(used(name, new Usage(3, 2)));

    assertThat(tokens("other", "prompt", false)).isEqualTo(3);
    assertThat(log.scraped().values(TOKENS, "model")).isEqualTo(java.util.Set.of("other"));
  }

  @Test
  void a_very_long_name_of_a_model_is_not_shown() {
    log.tells(used("m".repeat(100_000), new Usage(3, 2)));

    assertThat(log.scraped().values(TOKENS, "model")).isEqualTo(java.util.Set.of("other"));
  }

  @Test
  void ten_thousand_models_make_no_more_figures_than_twenty() {
    for (int i = 0; i < 10_000; i++) {
      log.tells(used("model-" + i, new Usage(1, 1)));
    }

    assertThat(log.scraped().values(TOKENS, "model"))
        .hasSize(Labels.MOST + 1)
        .contains("model-0", "model-19", "other")
        .doesNotContain("model-20");
    assertThat(tokens("other", "prompt", false)).isEqualTo(10_000 - Labels.MOST);
  }

  @Test
  void ten_thousand_agents_make_no_more_figures_than_twenty() {
    for (int i = 0; i < 10_000; i++) {
      log.tells(
          new SessionEvent.AgentSwitched(
              AgentName.ORCHESTRATOR, new AgentName("agent-" + i), "", SwitchedBy.USER));
    }

    assertThat(log.scraped().values(SWITCHES, "to")).hasSize(Labels.MOST + 1).contains("other");
  }

  @Test
  void no_figure_names_an_owner_or_a_session() {
    List.of(
            new SessionEvent.Closed(),
            ended(new TurnOutcome.Completed("text")),
            used("m-1", new Usage(1, 1)))
        .forEach(log::tells);

    assertThat(log.scraped().values())
        .noneMatch(value -> value.contains(FakeLog.OWNER.value()))
        .noneMatch(value -> value.contains(FakeLog.SESSION.toString()));
  }
}
