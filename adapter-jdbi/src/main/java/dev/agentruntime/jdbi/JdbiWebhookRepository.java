package dev.agentruntime.jdbi;

import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.port.WebhookRepository;
import dev.agentruntime.application.webhook.Delivery;
import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.WebhookId;
import dev.agentruntime.application.webhook.WebhookSecret;
import dev.agentruntime.domain.session.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Webhooks within one transaction. */
record JdbiWebhookRepository(WebhookRows rows, UnitOfWork work) implements WebhookRepository {

  @Override
  public void add(Webhook webhook, WebhookSecret secret) {
    rows.insert(WebhookMapping.row(webhook), secret.reveal());
  }

  @Override
  public Optional<Webhook> lock(Owner owner, WebhookId id) {
    return rows.lock(owner.value(), id.toString()).map(WebhookMapping::webhook);
  }

  @Override
  public int lockCount(Owner owner) {
    rows.lockOwner(owner.value());
    // A statement of its own: it sees what was added by whoever had the lock before.
    return rows.count(owner.value());
  }

  @Override
  public List<Webhook> inForce() {
    return rows.inForce().stream().map(WebhookMapping::webhook).toList();
  }

  @Override
  public void save(Webhook webhook) {
    rows.update(WebhookMapping.row(webhook));
  }

  @Override
  public void rotate(WebhookId id, WebhookSecret secret, Instant until) {
    WebhookRows.Secrets before = rows.secrets(id.toString());
    rows.rotate(id.toString(), WebhookMapping.rotated(before, secret, until, work.now()));
  }

  @Override
  public void remove(WebhookId id) {
    rows.delete(id.toString());
  }

  @Override
  public void enqueue(Collection<Delivery> deliveries) {
    if (!deliveries.isEmpty()) {
      rows.enqueue(deliveries.stream().map(WebhookMapping::row).toList());
    }
  }

  @Override
  public Optional<Claim> claim(WebhookId webhook, int most, Duration patience) {
    String id = webhook.toString();
    Instant now = work.now();
    return rows.inForce(id)
        .map(
            row ->
                new Claim(
                    WebhookMapping.webhook(row),
                    WebhookMapping.secrets(rows.secrets(id), now),
                    rows
                        .claim(id, now.toEpochMilli(), now.plus(patience).toEpochMilli(), most)
                        .stream()
                        .map(WebhookMapping::delivery)
                        .toList()));
  }

  @Override
  public boolean settle(Delivery delivery) {
    return rows.settle(WebhookMapping.row(delivery)) == 1;
  }

  @Override
  public boolean revive(WebhookId webhook, UUID event) {
    return rows.revive(
            webhook.toString(),
            event.toString(),
            work.now().toEpochMilli(),
            work.now().plus(Delivery.LONGEST).toEpochMilli())
        == 1;
  }

  @Override
  public boolean hasOld(Instant before) {
    return rows.hasOld(work.now().toEpochMilli(), before.toEpochMilli());
  }

  @Override
  public int giveUp(int most) {
    return rows.giveUp(work.now().toEpochMilli(), Delivery.TOO_OLD, most);
  }

  @Override
  public int prune(Instant before, int most) {
    return rows.prune(before.toEpochMilli(), most);
  }
}
