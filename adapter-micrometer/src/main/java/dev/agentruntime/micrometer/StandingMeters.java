package dev.agentruntime.micrometer;

import dev.agentruntime.application.query.StoreStanding;
import dev.agentruntime.domain.session.SessionStatus;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * How the store stands, asked at most once in {@link #FRESH} and by one scrape at a time; another
 * one at the same moment tells what was known. All sessions are counted for it, so a store that
 * takes longer is asked less often: no more than a {@value #SHARE}th of the time goes into it.
 * Where it cannot be asked, there is no figure, and the failure is counted.
 */
final class StandingMeters {

  /** Less than the shortest usual interval between two scrapes. */
  static final Duration FRESH = Duration.ofSeconds(5);

  static final int SHARE = 50;

  private static final List<SessionStatus> SHOWN =
      List.of(
          SessionStatus.IDLE, SessionStatus.RUNNING, SessionStatus.WAITING, SessionStatus.CLOSED);

  private final Meters meters;
  private final Clock clock;
  private final Supplier<StoreStanding> source;
  private final Counter failures;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile Optional<StoreStanding> known = Optional.empty();

  /** Touched by the scrape that asks. */
  private OptionalLong nextNanos = OptionalLong.empty();

  StandingMeters(Meters meters, Supplier<StoreStanding> source) {
    this.meters = meters;
    this.clock = meters.registry().config().clock();
    this.source = source;
    failures =
        meters
            .counter(
                "agent.runtime.failed.store.reads",
                "Times that the store could not be asked how it stands")
            .withTags();
    SHOWN.forEach(this::sessions);
    gauge(
        "agent.runtime.store.approvals.pending",
        "Approvals that nobody decided yet",
        StoreStanding::approvalsPending);
    oldest();
  }

  private void sessions(SessionStatus status) {
    Gauge.builder("agent.runtime.store.sessions", this, of(s -> count(s, status)))
        .description("Sessions by status")
        .tag("status", status.id())
        .register(meters.registry());
  }

  private static long count(StoreStanding standing, SessionStatus status) {
    return standing.sessions().getOrDefault(status, 0L);
  }

  private void gauge(String name, String help, ToDoubleFunction<StoreStanding> figure) {
    Gauge.builder(name, this, of(figure)).description(help).register(meters.registry());
  }

  private void oldest() {
    Gauge.builder(
            "agent.runtime.store.approvals.oldest",
            this,
            of(standing -> age(standing).toMillis() / 1e3))
        .description("Age of the oldest approval that nobody decided yet; 0 where there is none")
        .baseUnit("seconds")
        .register(meters.registry());
  }

  private Duration age(StoreStanding standing) {
    return standing
        .oldestPending()
        .map(since -> Duration.between(since, Instant.ofEpochMilli(clock.wallTime())))
        .filter(age -> !age.isNegative())
        .orElse(Duration.ZERO);
  }

  private static ToDoubleFunction<StandingMeters> of(ToDoubleFunction<StoreStanding> figure) {
    return meters -> meters.known.map(figure::applyAsDouble).orElse(Double.NaN);
  }

  /** Asks the store, if it is time to. */
  void refresh() {
    if (asking.tryLock()) {
      try {
        if (isDue()) {
          long begun = clock.monotonicTime();
          known = ask();
          nextNanos = OptionalLong.of(next(begun, clock.monotonicTime()));
        }
      } finally {
        asking.unlock();
      }
    }
  }

  private boolean isDue() {
    return nextNanos.isEmpty() || clock.monotonicTime() - nextNanos.getAsLong() >= 0;
  }

  private static long next(long begun, long ended) {
    return ended + Math.max(FRESH.toNanos(), SHARE * (ended - begun));
  }

  private Optional<StoreStanding> ask() {
    try {
      return Optional.of(source.get());
    } catch (RuntimeException e) {
      failures.increment();
      return Optional.empty();
    }
  }
}
