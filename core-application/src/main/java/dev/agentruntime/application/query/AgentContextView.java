package dev.agentruntime.application.query;

import dev.agentruntime.domain.agent.AgentContext;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which agent is at work in a session, and how that came.
 *
 * @param createdAt when the session was made, and with it its first agent put to work
 * @param lastSwitch when the agent was switched last; empty if it never was
 * @param history the switches in their order; empty if they were not asked for
 */
public record AgentContextView(
    SessionId session,
    AgentContext agents,
    Instant createdAt,
    Optional<Instant> lastSwitch,
    List<Switch> history) {

  public AgentContextView {
    history = List.copyOf(history);
  }

  /** Who is at work. */
  public AgentName current() {
    return agents.current();
  }

  /**
   * A switch.
   *
   * @param confidence how sure the router was; empty where no router chose
   */
  public record Switch(
      AgentName from,
      AgentName to,
      String reason,
      Instant at,
      Optional<Routing.Confidence> confidence) {}
}
