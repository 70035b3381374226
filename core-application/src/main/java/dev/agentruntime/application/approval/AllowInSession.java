package dev.agentruntime.application.approval;

import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.session.Owner;

/**
 * Lets what a pending approval asks for run unasked from now on, in its session alone.
 *
 * @param seen the digest of what this is based on
 * @param by who says so
 */
public record AllowInSession(Owner owner, ApprovalId approval, Digest seen, String by) {}
