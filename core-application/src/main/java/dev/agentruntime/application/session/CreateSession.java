package dev.agentruntime.application.session;

import dev.agentruntime.application.approval.SetPolicy;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionSettings;
import java.util.Optional;

/**
 * Makes a session.
 *
 * @param agent who takes its first message; empty for the orchestrator, or the first enabled agent
 * @param policy of this session
 */
public record CreateSession(
    Owner owner,
    SessionSettings settings,
    Optional<AgentName> agent,
    Optional<SetPolicy.Content> policy) {}
