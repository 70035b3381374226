package dev.agentruntime.application.webhook;

import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.application.bus.EventSelector;
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

  /** Of whatever types: what was stored by another version has to be read all the same. */
  public WebhookTarget {
    types = List.copyOf(types);
  }

  /**
   * The same, with the predecessor's names replaced.
   *
   * @throws IllegalArgumentException if there are no such types
   */
  public WebhookTarget checked() {
    List<String> known = new EventSelector(types, Optional.empty()).patterns();
    known.forEach(WebhookTarget::requireRecorded);
    return new WebhookTarget(url, known, content);
  }

  /** What the runtime tells on the bus alone is in no log, from where it could be sent. */
  private static void requireRecorded(String pattern) {
    if (!EventSelector.matching(pattern).namesRecorded()) {
      throw new IllegalArgumentException(
          "events of " + pattern + " are told within the process alone and cannot be sent");
    }
  }

  /** Whether it wants events of a type. */
  public boolean wants(String type) {
    return types.stream().anyMatch(pattern -> EventSelector.matches(pattern, type));
  }

  /** The host alone: path and query may hold a token. */
  @Override
  public String toString() {
    return "WebhookTarget[" + url.getHost() + ", " + types + ", " + content + "]";
  }
}
