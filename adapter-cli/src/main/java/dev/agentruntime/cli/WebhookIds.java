package dev.agentruntime.cli;

import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.Webhooks;
import dev.agentruntime.domain.session.Owner;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Finds webhooks by their ids, as people write them. */
record WebhookIds(Webhooks webhooks) implements WrittenId.Known<Webhook> {

  /** The webhook that is meant. */
  static Webhook find(Webhooks webhooks, NextCommands next, String written) {
    return new WrittenId(written, "webhook", next.webhooks()).in(new WebhookIds(webhooks));
  }

  @Override
  public Optional<Webhook> get(UUID id) {
    return all().filter(webhook -> id(webhook).equals(id)).findFirst();
  }

  @Override
  public Stream<Webhook> all() {
    return webhooks.list(Owner.LOCAL).stream();
  }

  @Override
  public UUID id(Webhook webhook) {
    return webhook.id().value();
  }

  @Override
  public String words(Webhook webhook) {
    return WebhookForm.state(webhook) + "  " + webhook.target().url();
  }
}
