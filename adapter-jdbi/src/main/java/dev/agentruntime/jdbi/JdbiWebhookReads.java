package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.WebhookReads;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.webhook.Delivery;
import dev.agentruntime.application.webhook.DeliveryFilter;
import dev.agentruntime.application.webhook.Occurrence;
import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.WebhookId;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** What is committed of webhooks. */
record JdbiWebhookReads(Transactions transactions, Function<Handle, Instant> clock)
    implements WebhookReads {

  private static final String DELIVERIES = "deliveries";

  @Override
  public List<Webhook> of(Owner owner) {
    return webhooks(rows -> rows.of(owner.value()));
  }

  @Override
  public List<Webhook> inForce() {
    return webhooks(WebhookRows::inForce);
  }

  private List<Webhook> webhooks(Function<WebhookRows, List<WebhookRows.Row>> read) {
    return transactions.read(handle -> read.apply(handle.attach(WebhookRows.class))).stream()
        .map(WebhookMapping::webhook)
        .toList();
  }

  @Override
  public List<WebhookId> due() {
    return transactions
        .read(handle -> handle.attach(WebhookRows.class).due(clock.apply(handle).toEpochMilli()))
        .stream()
        .map(WebhookId::parse)
        .toList();
  }

  @Override
  public Page<Delivery> deliveries(WebhookId webhook, DeliveryFilter filter) {
    Optional<Cursor> cursor = Cursor.parse(filter.cursor(), DELIVERIES);
    Listing listing =
        new Listing()
            .where("webhook_id = :webhook", "webhook", webhook.toString())
            .where("state = :state", "state", filter.state().map(Constants::text))
            .behind(cursor, "enqueued_at");
    return Cursor.page(
            transactions.read(
                handle ->
                    listing.rows(
                        handle,
                        "SELECT * FROM webhook_deliveries",
                        "enqueued_at",
                        filter.most() + 1,
                        WebhookRows.Delivery.class)),
            filter.most(),
            DELIVERIES,
            row -> new Cursor(row.progress().enqueuedAt(), row.id()))
        .map(WebhookMapping::delivery);
  }

  @Override
  public List<Occurrence> occurrences(
      Optional<String> after, Collection<String> types, Instant since, int most) {
    Ledger ledger = transactions.engine().ledger();
    Ledger.Place place = ledger.place(after);
    return transactions
        .read(handle -> ledger.occurred(handle, new Ledger.Wanted(place, types, since), most))
        .stream()
        .map(
            row ->
                new Occurrence(
                    ledger.cursor(row.place()),
                    new Owner(row.owner()),
                    UUID.fromString(row.id()),
                    new Occurrence.Place(SessionId.parse(row.session()), row.position()),
                    row.type(),
                    Instant.ofEpochMilli(row.at())))
        .toList();
  }
}
