package dev.agentruntime.application.audit;

import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.event.LoggedEvent;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.Digest;

/**
 * An event with what it is about.
 *
 * @param form as it is stored, which may be an earlier version's
 * @param link its link in its session's chain
 */
public record AuditEntry(LedgerEntry entry, EventJson.Form form, Facts facts, Digest link) {

  /** The event. */
  public RecordedEvent event() {
    return entry.event();
  }

  /** The event as it is stored. */
  public LoggedEvent logged() {
    RecordedEvent event = event();
    return new LoggedEvent(
        event.session(), event.position(), event.id(), event.at(), event.cause(), form);
  }
}
