package dev.agentruntime.application.approval;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;

/**
 * Asks what changed between two versions of a policy.
 *
 * @param from a version; 0 for the default, where it is the policy of an owner
 */
public record DiffPolicies(Owner owner, Optional<SessionId> session, int from, int to) {}
