package dev.agentruntime.application.query;

import dev.agentruntime.domain.session.Owner;

/** An owner's sessions. */
public record ListSessions(Owner owner, SessionFilter filter) {}
