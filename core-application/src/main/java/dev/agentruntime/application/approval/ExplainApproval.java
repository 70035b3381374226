package dev.agentruntime.application.approval;

import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.session.Owner;

/** Asks what the policy that is in force now says of what an approval asks for. */
public record ExplainApproval(Owner owner, ApprovalId approval) {}
