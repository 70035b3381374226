package dev.agentruntime.application.audit;

import java.util.Iterator;

/**
 * Checks a copy of the log, written in {@link AuditFormat#JSONL}, by itself and against the store.
 *
 * @param lines of the copy; whole sessions, each in its order
 */
public record VerifyCopy(Iterator<String> lines) {}
