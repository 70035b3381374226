package dev.agentruntime.application.query;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;

/**
 * Which agent is at work in a session.
 *
 * @param history whether each switch is wanted, too
 */
public record GetAgentContext(Owner owner, SessionId session, boolean history) {

  /** Without the switches. */
  public GetAgentContext(Owner owner, SessionId session) {
    this(owner, session, false);
  }
}
