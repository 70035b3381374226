package dev.agentruntime.application.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.Lease;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.session.ModelChoice;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.RoutingMode;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionSettings;
import dev.agentruntime.domain.session.TurnLimits;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.testkit.ShiftableClock;
import dev.agentruntime.testkit.WatchedPersistence;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HeldLeaseTest {

  private final ShiftableClock clock = new ShiftableClock();
  private final AtomicLong nanos = new AtomicLong();
  private final WatchedPersistence store =
      new WatchedPersistence(new InMemoryPersistence(clock, UUID::randomUUID));
  private final SessionId session = new SessionId(UUID.randomUUID());
  private final HeldLease held = take();

  private HeldLease take() {
    var settings =
        new SessionSettings(
            "",
            Map.of(),
            TurnLimits.DEFAULT,
            new Runner.OnHost("host", "/workspace", new ModelChoice.Live("m", "u")),
            RoutingMode.FIRST,
            new SessionSettings.Tools(ToolExecution.WORKSPACE, List.of()));
    store.inTransaction(
        work ->
            work.sessions()
                .save(
                    Session.create(
                        session, Owner.LOCAL, settings, new AgentName("coder"), work.now()),
                    UUID.randomUUID()));
    return new HeldLease(store, acquire(), LeaseTerms.DEFAULT, nanos::get, 0);
  }

  private Lease acquire() {
    var owner = LocalProcess.owner(UUID.randomUUID());
    Session taken =
        store
            .inTransaction(
                work ->
                    work.leases()
                        .acquire(session, owner, LeaseTerms.DEFAULT.time(), LocalProcess::isDead))
            .orElseThrow();
    return new Lease(session, owner, taken.version().generation());
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    clock.pass(time);
  }

  @Test
  void a_tool_may_be_started_until_the_margin_begins() {
    pass(Duration.ofMillis(9_999));
    assertThatCode(held::requireTimeLeft).doesNotThrowAnyException();
    pass(Duration.ofMillis(1));
    assertThatThrownBy(held::requireTimeLeft)
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContaining("about to run out");
  }

  @Test
  void what_is_in_hand_has_to_end_when_the_margin_begins_and_nobody_is_asked() {
    store.beforeCommit(
        result -> {
          throw new PersistenceException("the store does not answer", null);
        });
    pass(Duration.ofMillis(9_999));
    assertThat(held.isRunningOut()).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(held.isRunningOut()).isTrue();
  }

  @Test
  void a_renewal_gives_the_whole_time_again() {
    pass(Duration.ofSeconds(9));
    assertThat(held.keep()).isTrue();
    pass(Duration.ofSeconds(9));
    assertThatCode(held::requireTimeLeft).doesNotThrowAnyException();
  }

  @Test
  void a_lease_is_not_renewed_before_it_is_time_to() {
    pass(Duration.ofMillis(4_999));
    store.beforeCommit(
        result -> {
          throw new AssertionError("renewed too early");
        });
    assertThat(held.keep()).isTrue();
  }

  @Test
  void a_lease_that_another_process_took_is_lost() {
    clock.pass(Duration.ofSeconds(15));
    acquire();
    pass(Duration.ofSeconds(5));
    assertThat(held.keep()).isFalse();
  }

  @Test
  void a_lease_that_cannot_be_renewed_is_lost_only_when_its_time_is_over() {
    store.beforeCommit(
        result -> {
          throw new PersistenceException("the store does not answer", null);
        });
    pass(Duration.ofMillis(14_999));
    assertThatThrownBy(held::keep).isInstanceOf(PersistenceException.class);
    pass(Duration.ofMillis(1));
    assertThat(held.keep()).isFalse();
  }

  @Test
  void terms_that_would_never_let_a_tool_start_are_refused() {
    Duration time = Duration.ofSeconds(5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LeaseTerms(time, Duration.ofSeconds(1), time, time))
        .withMessageContaining("margin");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LeaseTerms(time, time, Duration.ZERO, Duration.ZERO))
        .withMessageContaining("looks after");
  }
}
