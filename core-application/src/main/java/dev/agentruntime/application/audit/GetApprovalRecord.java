package dev.agentruntime.application.audit;

import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.session.Owner;

/** Everything that the log tells of an approval and of what came of it. */
public record GetApprovalRecord(Owner owner, ApprovalId approval) {}
