package dev.agentruntime.application.approval;

import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.Owner;

/**
 * Decides a pending approval.
 *
 * @param seen the digest of what the decision is based on
 * @param by who decides
 * @param reach how far it goes; more than once only where it is approved as it was asked
 */
public record DecideApproval(
    Owner owner,
    ApprovalId approval,
    ApprovalDecision decision,
    Digest seen,
    Reviewer by,
    Reach reach) {}
