package dev.agentruntime.application.query;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;

/** One session. */
public record GetSession(Owner owner, SessionId session) {}
