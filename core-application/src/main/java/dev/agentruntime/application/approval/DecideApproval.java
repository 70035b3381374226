package dev.agentruntime.application.approval;

import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.Owner;

/**
 * Decides an approval.
 *
 * @param seen the digest of what the decision is based on
 * @param by who decides
 */
public record DecideApproval(
    Owner owner, ApprovalId approval, ApprovalDecision decision, Digest seen, String by) {}
