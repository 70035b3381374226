package dev.agentruntime.application.session;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;

/** Takes a session out of sight; its log stays. */
public record DeleteSession(Owner owner, SessionId session) {}
