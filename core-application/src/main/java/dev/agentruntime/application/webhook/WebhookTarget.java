package dev.agentruntime.application.webhook;

import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.application.bus.EventSelector;
import dev.agentruntime.application.event.EventTypes;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * What is sent where.
 *
 * @param types of events, or beginnings of types such as {@code approval.*}; at least one
 * @param content how much of an event leaves the store
 */
public record WebhookTarget(URI url, List<String> types, Content content) {

  /** What somebody who is not at the screen has to know. */
  public static final List<String> DEFAULT_TYPES =
      List.of("approval.requested", "turn.completed", "turn.failed");

  /**
   * A target.
   *
   * @throws IllegalArgumentException if there are no such types
   */
  public WebhookTarget {
    types = new EventSelector(types, Optional.empty()).patterns();
    types.forEach(WebhookTarget::requireRecorded);
  }

  /** What the runtime tells on the bus alone is in no log, from where it could be sent. */
  private static void requireRecorded(String pattern) {
    EventSelector selector = EventSelector.matching(pattern);
    if (EventTypes.ALL.stream().noneMatch(selector::names)) {
      throw new IllegalArgumentException(
          "events of " + pattern + " are told within the process alone and cannot be sent");
    }
  }

  /** Whether it wants events of a type. */
  public boolean wants(String type) {
    return new EventSelector(types, Optional.empty()).names(type);
  }

  /** The host alone: path and query may hold a token. */
  @Override
  public String toString() {
    return "WebhookTarget[" + url.getHost() + ", " + types + ", " + content + "]";
  }
}
