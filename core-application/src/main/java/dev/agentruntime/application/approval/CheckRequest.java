package dev.agentruntime.application.approval;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;

/**
 * Asks what would become of a request of any type, with details as they are given. Nothing is
 * recorded.
 *
 * @param session where it would be made; empty for one that stands alone
 * @param agent who would want it; empty where no agent does
 */
public record CheckRequest(
    Owner owner,
    Optional<SessionId> session,
    Optional<AgentName> agent,
    RequestApproval.Wanted wanted) {}
