package dev.agentruntime.application.bus;

import dev.agentruntime.application.query.LedgerEntry;
import java.util.List;

/** What a durable subscriber does with events. Called by one thread of a process at a time. */
@FunctionalInterface
public interface DurableListener {

  /**
   * Takes events in the log's order. When it returns they are told, and never again; when it
   * throws, or the process dies before, they are told again, and so they may be where several
   * processes have a subscriber of that name. What it does is best kept by {@link
   * dev.agentruntime.domain.event.RecordedEvent#id()}, so that doing it again changes nothing.
   *
   * @param events at least one
   */
  void told(List<LedgerEntry> events) throws Exception;
}
