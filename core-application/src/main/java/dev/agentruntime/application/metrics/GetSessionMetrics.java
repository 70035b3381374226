package dev.agentruntime.application.metrics;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;

/** What the model calls of a session took. */
public record GetSessionMetrics(Owner owner, SessionId session) {}
