package dev.agentruntime.application.query;

import dev.agentruntime.domain.event.RecordedEvent;

/**
 * An event in the one order over all sessions, which is that of each session too.
 *
 * @param cursor its place; opaque
 */
public record LedgerEntry(String cursor, RecordedEvent event) {}
