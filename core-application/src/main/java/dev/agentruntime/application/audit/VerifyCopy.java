package dev.agentruntime.application.audit;

import java.util.Iterator;

/**
 * Checks a copy of the log by itself and against the store.
 *
 * @param lines of the copy: entries written in {@link AuditFormat#JSONL}, whole sessions, each in
 *     its order; or {@link ChainHead}s
 */
public record VerifyCopy(Iterator<String> lines) {}
