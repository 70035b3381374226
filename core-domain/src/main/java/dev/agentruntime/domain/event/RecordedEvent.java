package dev.agentruntime.domain.event;

import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.UUID;

/**
 * An event as the log holds it.
 *
 * @param position in its session's stream: 1, 2, 3 and so on without gaps
 * @param id unique everywhere
 */
public record RecordedEvent(
    SessionId session, long position, UUID id, Instant at, Cause cause, SessionEvent event) {

  /**
   * What an event belongs to.
   *
   * @param correlation the turn, or the command where there was none
   * @param causation the command or the event that led to it
   */
  public record Cause(UUID correlation, UUID causation) {}

  /** The event's name. */
  public String type() {
    return event.type();
  }
}
