package dev.agentruntime.application.bus;

import dev.agentruntime.application.event.EventCategory;
import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.domain.event.RecordedEvent;
import java.util.Optional;

/**
 * What the runtime of this process tells of itself, and that is recorded nowhere. Only {@link
 * Announcer} tells it, so it is the runtime's own word as the log's events are.
 */
public sealed interface RuntimeNotice extends BusEvent permits WorkNotice, SystemNotice {

  /** When it is told, in a sentence for people. */
  String meaning();

  @Override
  default EventCategory category() {
    return EventCategory.of(type());
  }

  @Override
  default int version() {
    return 1;
  }

  @Override
  default String source() {
    return EventJson.SOURCE;
  }

  @Override
  default Optional<RecordedEvent> recorded() {
    return Optional.empty();
  }
}
