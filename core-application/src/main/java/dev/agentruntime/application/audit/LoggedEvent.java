package dev.agentruntime.application.audit;

import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.UUID;

/**
 * An event as it is stored, whatever its data means.
 *
 * @param at in milliseconds
 */
public record LoggedEvent(
    SessionId session,
    long position,
    UUID id,
    Instant at,
    RecordedEvent.Cause cause,
    EventJson.Form form) {

  /** What is stored of an event that is recorded now. */
  public static LoggedEvent of(RecordedEvent event) {
    return new LoggedEvent(
        event.session(),
        event.position(),
        event.id(),
        event.at(),
        event.cause(),
        EventJson.write(event.event()));
  }

  /**
   * The event.
   *
   * @throws IllegalArgumentException if this version of the runtime does not know its kind
   */
  public RecordedEvent event() {
    return new RecordedEvent(session, position, id, at, cause, EventJson.read(form));
  }
}
