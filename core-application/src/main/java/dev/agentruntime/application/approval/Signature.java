package dev.agentruntime.application.approval;

import dev.agentruntime.domain.approval.Reviewer;

/**
 * Who changes a policy.
 *
 * @param reason why, in their words; may be empty
 */
public record Signature(Reviewer by, String reason) {}
