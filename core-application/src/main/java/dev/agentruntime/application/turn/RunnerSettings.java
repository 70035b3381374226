package dev.agentruntime.application.turn;

import dev.agentruntime.application.lease.LeaseTerms;
import dev.agentruntime.application.port.RunnerFilter;
import dev.agentruntime.domain.session.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How a process runs turns.
 *
 * @param mayRun which sessions it may run: those whose runner it is
 * @param sweep how it looks for sessions that nobody woke; empty where each is woken by hand
 */
public record RunnerSettings(LeaseTerms lease, Predicate<Session> mayRun, Optional<Sweep> sweep) {

  /**
   * A look for sessions that nobody woke.
   *
   * @param every how often
   * @param runners which sessions are looked for. What {@code mayRun} refuses in spite of it stands
   *     in the way of the rest
   */
  public record Sweep(Duration every, RunnerFilter runners) {}

  /** Every session that is woken, none that is not. */
  public static final RunnerSettings DEFAULT =
      new RunnerSettings(LeaseTerms.DEFAULT, session -> true, Optional.empty());
}
