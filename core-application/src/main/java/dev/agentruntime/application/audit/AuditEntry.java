package dev.agentruntime.application.audit;

import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.domain.json.Digest;

/**
 * An event with what it is about.
 *
 * @param link its link in its session's chain
 */
public record AuditEntry(LedgerEntry entry, Facts facts, Digest link) {}
