package dev.agentruntime.application.query;

import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.session.Owner;

/** One approval, in whatever state. */
public record GetApproval(Owner owner, ApprovalId approval) {}
