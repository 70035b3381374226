package dev.agentruntime.application.approval;

import dev.agentruntime.domain.approval.GrantId;
import dev.agentruntime.domain.session.Owner;

/** One grant, in force or not. */
public record GetGrant(Owner owner, GrantId grant) {}
