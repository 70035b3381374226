package dev.agentruntime.micrometer;

import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Limit;
import dev.agentruntime.domain.session.SessionEvent.AgentSwitched;
import dev.agentruntime.domain.session.TurnOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;

/** Sessions, their turns and who is at work in them, as the log tells it. */
final class SessionMeters {

  /** The reason of a turn that neither failed nor reached a limit. */
  private static final String NONE = "none";

  private final Counter created;
  private final Counter closed;
  private final Counter deleted;
  private final MeterProvider<Counter> turns;
  private final MeterProvider<Counter> switches;
  private final BoundedNames agents;

  SessionMeters(Meters meters, BoundedNames agents) {
    this.agents = agents;
    MeterProvider<Counter> sessions =
        meters.counter(
            "agent.runtime.log.sessions", "Sessions that were created, closed and deleted");
    created = sessions.withTag("change", "created");
    closed = sessions.withTag("change", "closed");
    deleted = sessions.withTag("change", "deleted");
    turns =
        meters.counter(
            "agent.runtime.log.turns",
            "Turns that ended, by outcome, and by kind of failure or limit where there was one");
    switches =
        meters.counter(
            "agent.runtime.log.agent.switches", "Switches to another agent, by agent and cause");
    beginAtZero();
  }

  /** What is there from the beginning grows with the first one, and an alert sees it. */
  private void beginAtZero() {
    turn("completed", NONE);
    turn("cancelled", NONE);
    for (FailureKind kind : FailureKind.values()) {
      turn("failed", kind.id());
    }
    for (Limit limit : Limit.values()) {
      turn("limit", limit.id());
    }
  }

  private Counter turn(String outcome, String reason) {
    return turns.withTags("outcome", outcome, "reason", reason);
  }

  void created() {
    created.increment();
  }

  void closed() {
    closed.increment();
  }

  void deleted() {
    deleted.increment();
  }

  void ended(TurnOutcome outcome) {
    String reason =
        switch (outcome) {
          case TurnOutcome.Failed failed -> failed.kind().id();
          case TurnOutcome.LimitReached reached -> reached.limit().id();
          case TurnOutcome.Completed completed -> NONE;
          case TurnOutcome.Cancelled cancelled -> NONE;
        };
    turn(outcome.id(), reason).increment();
  }

  void switched(AgentSwitched event) {
    switches.withTags("to", agents.labelOf(event.to().value()), "by", event.by().id()).increment();
  }
}
