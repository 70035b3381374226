package dev.agentruntime.application.event;

import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.domain.event.RecordedEvent;

/** What a stream over all sessions tells its reader. */
public sealed interface LedgerStreamEntry {

  /** An event that is in the log; whoever comes again goes on behind its cursor. */
  record Recorded(LedgerEntry entry, WireForm form) implements LedgerStreamEntry {

    /** The event. */
    public RecordedEvent event() {
      return entry.event();
    }
  }

  /**
   * Everything up to this place was told; what comes now happens now. Told once.
   *
   * @param cursor the place; it is another's event or none of any session
   */
  record Live(String cursor) implements LedgerStreamEntry {}

  /**
   * The place to start behind was never reached: it is of another database, or of this one before
   * it was restored. Told instead of a replay, and the stream goes on from the end.
   *
   * @param cursor the end
   */
  record Reset(String cursor) implements LedgerStreamEntry {}

  /** The feed is closed; there is nothing more. */
  record Ended() implements LedgerStreamEntry {}
}
