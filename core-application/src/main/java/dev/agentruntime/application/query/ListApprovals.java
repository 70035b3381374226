package dev.agentruntime.application.query;

import dev.agentruntime.domain.session.Owner;

/** An owner's approvals, decided ones too. */
public record ListApprovals(Owner owner, ApprovalFilter filter) {}
