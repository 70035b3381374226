package dev.agentruntime.application.webhook;

import dev.agentruntime.domain.session.Owner;

/** Has an owner's events sent somewhere from now on. */
public record AddWebhook(Owner owner, WebhookTarget target) {

  /**
   * The command.
   *
   * @throws IllegalArgumentException if there are no such types of events
   */
  public AddWebhook {
    target = target.checked();
  }
}
