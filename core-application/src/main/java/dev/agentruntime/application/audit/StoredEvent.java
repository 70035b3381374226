package dev.agentruntime.application.audit;

import java.util.List;
import java.util.Optional;

/**
 * A row of the log as it is found, whatever became of it.
 *
 * @param event nothing where the row cannot be read; else one of a known kind
 * @param agent who is at work once it happened, as the row tells
 * @param link as the row tells
 * @param flaws what does not fit together within the row, for people
 */
public record StoredEvent(
    long position, Optional<LoggedEvent> event, String agent, String link, List<String> flaws) {
  public StoredEvent {
    flaws = List.copyOf(flaws);
  }
}
