package dev.agentruntime.application.approval;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;

/**
 * Asks for the policy that is in force.
 *
 * @param session for which; empty for all of the owner
 */
public record GetPolicy(Owner owner, Optional<SessionId> session) {}
