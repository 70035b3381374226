package dev.agentruntime.application.query;

import dev.agentruntime.domain.agent.AgentContext;
import dev.agentruntime.domain.session.OpenCall;
import dev.agentruntime.domain.session.SessionHeader;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.domain.session.TurnOutcome;
import java.util.List;
import java.util.Optional;

/**
 * One session in full, its transcript apart.
 *
 * @param position of its last event
 * @param lastTurn the open turn, or the one that ended last
 * @param openCalls calls of the open turn that need an answer
 */
public record SessionView(
    SessionSummary summary,
    SessionHeader header,
    AgentContext agents,
    long position,
    Optional<LastTurn> lastTurn,
    List<OpenCall> openCalls) {

  public SessionView {
    openCalls = List.copyOf(openCalls);
  }

  /** The identity. */
  public SessionId id() {
    return summary.id();
  }

  /**
   * A turn.
   *
   * @param outcome empty while it is open
   */
  public record LastTurn(TurnId id, Optional<TurnOutcome> outcome) {}
}
