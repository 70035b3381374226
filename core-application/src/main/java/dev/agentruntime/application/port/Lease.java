package dev.agentruntime.application.port;

import dev.agentruntime.domain.session.SessionId;

/**
 * The right to run a session's turn.
 *
 * @param generation counts the leases of the session; the store refuses writes under an older one
 */
public record Lease(SessionId session, LeaseOwner owner, long generation) {}
