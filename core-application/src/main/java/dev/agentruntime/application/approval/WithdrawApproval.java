package dev.agentruntime.application.approval;

import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.session.Owner;

/**
 * Takes a pending request back: nobody has to decide it any more. It stays in the log.
 *
 * @param reason for whoever reads it later
 */
public record WithdrawApproval(Owner owner, ApprovalId approval, String reason) {}
