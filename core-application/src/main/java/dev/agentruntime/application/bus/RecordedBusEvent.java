package dev.agentruntime.application.bus;

import dev.agentruntime.application.event.EventCategory;
import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * An event of the log.
 *
 * @param entry its place in the log
 */
public record RecordedBusEvent(LedgerEntry entry, Map<String, String> metadata)
    implements BusEvent {

  public RecordedBusEvent {
    metadata = Map.copyOf(metadata);
  }

  private RecordedEvent event() {
    return entry.event();
  }

  @Override
  public UUID id() {
    return event().id();
  }

  @Override
  public String type() {
    return event().type();
  }

  @Override
  public EventCategory category() {
    return EventCategory.of(type());
  }

  @Override
  public int version() {
    return EventJson.version(event().event());
  }

  @Override
  public Optional<Owner> owner() {
    return Optional.of(entry.owner());
  }

  @Override
  public Optional<SessionId> session() {
    return event().conversation();
  }

  @Override
  public UUID correlation() {
    return event().cause().correlation();
  }

  @Override
  public UUID causation() {
    return event().cause().causation();
  }

  @Override
  public String source() {
    return EventJson.SOURCE;
  }

  @Override
  public Instant at() {
    return event().at();
  }

  @Override
  public JsonObject data() {
    return EventJson.write(event().event()).data();
  }

  @Override
  public Optional<RecordedEvent> recorded() {
    return Optional.of(event());
  }
}
