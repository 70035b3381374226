/**
 * The gate in front of every tool: policy, verdicts, approvals by people, and the authorized call
 * that is the only thing an executor accepts.
 */
@NullMarked
package dev.agentruntime.domain.approval;

import org.jspecify.annotations.NullMarked;
