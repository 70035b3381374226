package dev.agentruntime.application.webhook;

import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.session.Owner;
import java.time.Instant;
import java.util.Optional;

/**
 * Where an owner wants to be told what happens.
 *
 * @param stopped why nothing is sent any more; empty while it is in force
 */
public record Webhook(
    WebhookId id,
    Owner owner,
    WebhookTarget target,
    Since since,
    Authors authors,
    Optional<String> stopped) {

  /**
   * Since when it is there.
   *
   * @param created when it was added
   * @param inForce what happened before is not told
   */
  public record Since(Instant created, Instant inForce) {}

  /**
   * Whose work it is.
   *
   * @param created who added it
   * @param changed who changed it last, or its secret; who added it, as long as nobody did
   * @param changedAt when that was
   */
  public record Authors(String created, String changed, Instant changedAt) {

    /** Of one that is new. */
    static Authors of(Reviewer by, Instant now) {
      return new Authors(by.name(), by.name(), now);
    }
  }

  /** The same, after somebody changed it. */
  Webhook changed(Reviewer by, Instant now) {
    var both = new Authors(authors.created(), by.name(), now);
    return new Webhook(id, owner, target, since, both, stopped);
  }

  /** The same, sent elsewhere or otherwise. */
  Webhook at(WebhookTarget other) {
    return new Webhook(id, owner, other, since, authors, stopped);
  }

  /** The same, out of force. */
  Webhook stopped(String reason) {
    return new Webhook(id, owner, target, since, authors, Optional.of(reason));
  }

  /** The same, in force from now on; nothing changes where it is so already. */
  Webhook started(Instant now) {
    return stopped.isEmpty()
        ? this
        : new Webhook(
            id, owner, target, new Since(since.created(), now), authors, Optional.empty());
  }

  /** Whether an event is to be sent. */
  boolean wants(Occurrence event) {
    return owner.equals(event.owner())
        && !event.at().isBefore(since.inForce())
        && target.wants(event.type());
  }
}
