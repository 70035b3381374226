package dev.agentruntime.application.audit;

import dev.agentruntime.application.event.LoggedEvent;
import java.util.List;
import java.util.Optional;

/**
 * A row of the log as it is found, whatever became of it.
 *
 * @param event nothing where the row cannot be read; else one of a known kind
 * @param beside what stands beside the event, as the row tells
 * @param flaws what does not fit together within the row, for people
 */
public record StoredEvent(
    long position, Optional<LoggedEvent> event, Beside beside, List<String> flaws) {

  public StoredEvent {
    flaws = List.copyOf(flaws);
  }

  /**
   * What stands beside an event.
   *
   * @param agent who is at work once it happened
   * @param tool that its call is said to be of
   * @param link its link in the chain, or whatever is in its place
   */
  public record Beside(String agent, Optional<String> tool, String link) {}
}
