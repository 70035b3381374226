package dev.agentruntime.application.session;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;

/** Stops the open turn of a session; does nothing where none is open. */
public record CancelTurn(Owner owner, SessionId session, String reason) {}
