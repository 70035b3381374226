package dev.agentruntime.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.query.StoreStanding;
import dev.agentruntime.domain.session.SessionStatus;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.ShiftableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StandingMetersTest {

  private static final String PENDING = "agent_runtime_store_approvals_pending";
  private static final String OLDEST = "agent_runtime_store_approvals_oldest_seconds";
  private static final String SESSIONS = "agent_runtime_store_sessions";
  private static final String FAILED = "agent_runtime_failed_store_reads_total";

  private final ShiftableClock time = new ShiftableClock();
  private final PrometheusMeters meters = new PrometheusMeters(new FakeClock(time));
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void end() {
    meters.close();
  }

  private StoreStanding standing(Optional<Instant> oldest) {
    return new StoreStanding(
        Map.of(SessionStatus.IDLE, 7L, SessionStatus.WAITING, 2L), asked.incrementAndGet(), oldest);
  }

  private Scraped scraped() {
    return Scraped.of(meters);
  }

  @Test
  void a_store_is_shown_as_it_stands() {
    Instant oldest = time.instant().minus(Duration.ofMinutes(3));
    meters.show(() -> standing(Optional.of(oldest)));

    Scraped scraped = scraped();
    assertThat(scraped.value(SESSIONS, "status", "idle")).isEqualTo(7);
    assertThat(scraped.value(SESSIONS, "status", "waiting")).isEqualTo(2);
    assertThat(scraped.value(SESSIONS, "status", "running")).isZero();
    assertThat(scraped.values(SESSIONS, "status"))
        .containsExactlyInAnyOrder("idle", "running", "waiting", "closed");
    assertThat(scraped.value(PENDING)).isEqualTo(1);
    assertThat(scraped.value(OLDEST)).isEqualTo(180);
  }

  @Test
  void nothing_pending_is_no_age() {
    meters.show(() -> standing(Optional.empty()));

    assertThat(scraped().value(OLDEST)).isZero();
  }

  @Test
  void a_request_of_the_future_is_no_negative_age() {
    Instant oldest = time.instant().plus(Duration.ofMinutes(3));
    meters.show(() -> standing(Optional.of(oldest)));

    assertThat(scraped().value(OLDEST)).isZero();
  }

  @Test
  void a_store_is_not_asked_again_while_the_answer_is_fresh() {
    meters.show(() -> standing(Optional.empty()));
    scraped();
    time.pass(StandingMeters.FRESH.minusMillis(1));
    assertThat(scraped().value(PENDING)).isEqualTo(1);

    time.pass(Duration.ofMillis(1));

    assertThat(scraped().value(PENDING)).isEqualTo(2);
    assertThat(asked).hasValue(2);
  }

  @Test
  void a_store_that_takes_long_is_asked_less_often() {
    meters.show(
        () -> {
          time.pass(Duration.ofSeconds(1));
          return standing(Optional.empty());
        });
    scraped();
    time.pass(Duration.ofSeconds(StandingMeters.SHARE).minusMillis(1));
    assertThat(scraped().value(PENDING)).isEqualTo(1);

    time.pass(Duration.ofMillis(1));

    assertThat(scraped().value(PENDING)).isEqualTo(2);
  }

  @Test
  void an_age_grows_while_the_answer_is_fresh() {
    Instant oldest = time.instant();
    meters.show(() -> standing(Optional.of(oldest)));
    scraped();
    time.pass(Duration.ofSeconds(2));

    assertThat(scraped().value(OLDEST)).isEqualTo(2);
    assertThat(asked).hasValue(1);
  }

  @Test
  void a_store_that_is_away_has_no_figures_and_is_counted() {
    meters.show(
        () -> {
          if (asked.get() == 1) {
            asked.incrementAndGet();
            throw new IllegalStateException("the store is away");
          }
          return standing(Optional.empty());
        });
    assertThat(scraped().value(FAILED)).isZero();
    time.pass(StandingMeters.FRESH);

    Scraped away = scraped();
    assertThat(away.value(PENDING)).isNaN();
    assertThat(away.value(OLDEST)).isNaN();
    assertThat(away.value(SESSIONS, "status", "idle")).isNaN();
    assertThat(away.value(FAILED)).isEqualTo(1);
    assertThat(away.families()).containsKey("jvm_memory_used_bytes");
    time.pass(StandingMeters.FRESH);

    assertThat(scraped().value(PENDING)).isEqualTo(3);
  }

  @Test
  void a_slow_store_holds_up_one_scrape_and_no_other() throws Exception {
    var gate = new Gate();
    meters.show(
        () -> {
          try {
            gate.pass();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return standing(Optional.empty());
        });
    CompletableFuture<Scraped> held = CompletableFuture.supplyAsync(this::scraped);
    gate.awaitReached();

    assertThat(scraped().value(PENDING)).isNaN();

    gate.open();
    assertThat(held.get(30, TimeUnit.SECONDS).value(PENDING)).isEqualTo(1);
    assertThat(asked).hasValue(1);
  }
}
