package dev.agentruntime.application.session;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;

/** Ends a session; it can still be read. */
public record CloseSession(Owner owner, SessionId session) {}
