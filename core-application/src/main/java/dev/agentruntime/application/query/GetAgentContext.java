package dev.agentruntime.application.query;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;

/** Which agent is at work in a session. */
public record GetAgentContext(Owner owner, SessionId session) {}
