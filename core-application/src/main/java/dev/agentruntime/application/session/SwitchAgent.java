package dev.agentruntime.application.session;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;

/** Puts another agent to work in a session without an open turn. */
public record SwitchAgent(Owner owner, SessionId session, AgentName agent, String reason) {}
