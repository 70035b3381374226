package dev.agentruntime.application.audit;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;

/** A session whose log is there, deleted or not. */
public record StoredSession(SessionId id, Owner owner, long lastPosition) {}
