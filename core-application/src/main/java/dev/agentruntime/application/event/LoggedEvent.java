package dev.agentruntime.application.event;

import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
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

  /**
   * The event as it is told outside; one of a request that stands alone names no session.
   *
   * @param type the event's name
   * @param data all of its data, or what may be told of it
   */
  public JsonObject told(String type, JsonObject data) {
    return envelope(type)
        .put("type", type)
        .put("session_id", event().conversation().map(SessionId::toString))
        .put("data", data)
        .build();
  }

  /**
   * What is told beside an event's data wherever events are told: when and where it stands, what it
   * belongs to, and which shape the data has.
   *
   * @param type the event's name
   */
  public JsonObject.Builder envelope(String type) {
    return JsonObject.builder()
        .put("category", EventCategory.of(type).id())
        .put("source", EventJson.SOURCE)
        .put("kind", form.kind())
        .put("version", form.version())
        .put("position", position)
        .put("event_id", id.toString())
        .put("at", at.toString())
        .put("correlation_id", cause.correlation().toString())
        .put("causation_id", cause.causation().toString());
  }
}
