package dev.agentruntime.application.port;

import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.webhook.Delivery;
import dev.agentruntime.application.webhook.DeliveryFilter;
import dev.agentruntime.application.webhook.Occurrence;
import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.WebhookId;
import dev.agentruntime.domain.session.Owner;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What can be read of webhooks. */
public interface WebhookReads {

  /** An owner's webhooks, the oldest first. */
  List<Webhook> of(Owner owner);

  /** Those in force, whosever they are. */
  List<Webhook> inForce();

  /** The webhooks in force that have something to send now. */
  List<WebhookId> due();

  /**
   * The deliveries of a webhook, the newest first.
   *
   * @throws IllegalArgumentException if the cursor is none of this list
   */
  Page<Delivery> deliveries(WebhookId webhook, DeliveryFilter filter);

  /**
   * What happened in all sessions, in the order of the ledger.
   *
   * @param after cursor to start behind; empty for the first
   * @param types of events; without any, nothing happened
   * @param since no earlier than then
   */
  List<Occurrence> occurrences(
      Optional<String> after, Collection<String> types, Instant since, int most);
}
