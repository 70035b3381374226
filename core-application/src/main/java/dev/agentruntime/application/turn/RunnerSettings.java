package dev.agentruntime.application.turn;

import dev.agentruntime.application.lease.LeaseTerms;
import dev.agentruntime.domain.session.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How a process runs turns.
 *
 * @param mayRun which sessions it may run: those whose runner it is
 * @param sweepEvery how often it looks for sessions that nobody woke; empty where each is woken by
 *     hand
 */
public record RunnerSettings(
    LeaseTerms lease, Predicate<Session> mayRun, Optional<Duration> sweepEvery) {

  /** Every session that is woken, none that is not. */
  public static final RunnerSettings DEFAULT =
      new RunnerSettings(LeaseTerms.DEFAULT, session -> true, Optional.empty());
}
