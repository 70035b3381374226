package dev.agentruntime.application.approval;

import dev.agentruntime.domain.approval.GrantId;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.session.Owner;

/** Ends a grant: from now on a person is asked again. */
public record RevokeGrant(Owner owner, GrantId grant, Reviewer by) {}
