package dev.agentruntime.application.approval;

import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.session.Owner;

/** Asks which rule a decision on an approval could make that reaches further than once. */
public record OfferGrant(Owner owner, ApprovalId approval) {}
