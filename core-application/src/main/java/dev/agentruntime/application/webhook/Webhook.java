package dev.agentruntime.application.webhook;

import dev.agentruntime.domain.session.Owner;
import java.time.Instant;
import java.util.Optional;

/**
 * Where an owner wants to be told what happens.
 *
 * @param createdAt what happened before is not told
 * @param stopped why nothing is sent any more; empty while it is in force
 */
public record Webhook(
    WebhookId id, Owner owner, WebhookTarget target, Instant createdAt, Optional<String> stopped) {

  /** The same, sent elsewhere or otherwise. */
  Webhook at(WebhookTarget other) {
    return new Webhook(id, owner, other, createdAt, stopped);
  }

  /** The same, in force or not. */
  public Webhook stopped(Optional<String> reason) {
    return new Webhook(id, owner, target, createdAt, reason);
  }

  /** Whether an event is to be sent. */
  boolean wants(Occurrence event) {
    return owner.equals(event.owner())
        && !event.at().isBefore(createdAt)
        && target.wants(event.type());
  }
}
