package dev.agentruntime.application.query;

import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;

/**
 * An event in the one order over all sessions, which is that of each session too.
 *
 * @param cursor its place; opaque
 * @param owner whose session it is of
 */
public record LedgerEntry(String cursor, Owner owner, RecordedEvent event) {}
