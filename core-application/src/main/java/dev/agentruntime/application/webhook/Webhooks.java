package dev.agentruntime.application.webhook;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.port.WebhookTransport;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The webhooks of a store: what adapters and embedders call. Safe for many threads. What is refused
 * throws {@link RefusedException}. Who adds, changes or removes one is told in the program's log,
 * and as long as the webhook is there by the webhook.
 */
public final class Webhooks {

  /** Each event costs each of them a message. */
  public static final int MOST = 20;

  /** Long enough to bring a new secret to every receiver. */
  public static final Duration FORMER_SECRET = Duration.ofHours(24);

  private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

  private static final String REASON = "stopped by its owner";

  private final Persistence persistence;
  private final WebhookTransport transport;
  private final UuidV7 random;

  /** The webhooks of a store, which is the caller's to close. */
  public Webhooks(Persistence persistence, WebhookTransport transport, UuidV7 random) {
    this.persistence = persistence;
    this.transport = transport;
    this.random = random;
  }

  /**
   * A webhook with its secret, which nobody can tell again.
   *
   * @param secret to check the signatures of its messages with
   */
  public record Secretly(Webhook webhook, WebhookSecret secret) {}

  /** Has events sent somewhere from now on. */
  public Secretly add(AddWebhook command, Reviewer by) {
    requireSendable(command.target().url());
    var id = new WebhookId(random.get());
    WebhookSecret secret = secret();
    Webhook added =
        persistence.inTransaction(
            work -> {
              if (work.webhooks().lockCount(command.owner()) >= MOST) {
                throw invalid("", "there are " + MOST + " webhooks already; remove one first");
              }
              var webhook =
                  new Webhook(
                      id,
                      command.owner(),
                      command.target(),
                      new Webhook.Since(work.now(), work.now()),
                      Webhook.Authors.of(by, work.now()),
                      Optional.empty());
              work.webhooks().add(webhook, secret);
              return webhook;
            });
    tell(added, "added", by);
    return new Secretly(added, secret);
  }

  /** For whoever looks later: of one that is removed there is nothing else. */
  private static void tell(Webhook webhook, String what, Reviewer by) {
    LOG.info(
        "webhook {} of {} to {} was {} by {}",
        webhook.id(),
        webhook.owner().value(),
        webhook.target().url().getHost(),
        what,
        by.name());
  }

  private WebhookSecret secret() {
    return WebhookSecret.of(random.bytes(WebhookSecret.BYTES));
  }

  /** An owner's webhooks, the oldest first. */
  public List<Webhook> list(Owner owner) {
    return persistence.reads().webhooks().of(owner);
  }

  /** One webhook. */
  public Webhook get(Owner owner, WebhookId id) {
    return list(owner).stream()
        .filter(webhook -> webhook.id().equals(id))
        .findFirst()
        .orElseThrow(() -> none(id));
  }

  /**
   * Changes what is sent where, or whether it is.
   *
   * @throws IllegalArgumentException if there are no such types of events
   */
  public Webhook change(ChangeWebhook command, Reviewer by) {
    ChangeWebhook.Changes changes = command.changes();
    changes.url().ifPresent(this::requireSendable);
    Changed changed =
        persistence.inTransaction(
            work -> {
              Webhook webhook = lock(work, command.owner(), command.id());
              WebhookTarget target = target(webhook.target(), changes);
              Webhook wanted = activated(webhook.at(target), changes, work);
              if (wanted.equals(webhook)) {
                return new Changed(webhook, false);
              }
              Webhook signed = wanted.changed(by, work.now());
              work.webhooks().save(signed);
              return new Changed(signed, true);
            });
    if (changed.otherwise()) {
      tell(changed.webhook(), "changed", by);
    }
    return changed.webhook();
  }

  /** What came of a change, and whether it is otherwise than before. */
  private record Changed(Webhook webhook, boolean otherwise) {}

  /** Types that another version stored stay as they are, where nobody gives others. */
  private static WebhookTarget target(WebhookTarget before, ChangeWebhook.Changes changes) {
    var changed =
        new WebhookTarget(
            changes.url().orElse(before.url()),
            changes.types().orElse(before.types()),
            changes.content().orElse(before.content()));
    return changes.types().isPresent() ? changed.checked() : changed;
  }

  private static Webhook activated(
      Webhook webhook, ChangeWebhook.Changes changes, UnitOfWork work) {
    return changes
        .active()
        .map(active -> active ? webhook.started(work.now()) : webhook.stopped(REASON))
        .orElse(webhook);
  }

  /** Gives a webhook another secret; for a day, messages are signed with the one before, too. */
  public Secretly rotate(Owner owner, WebhookId id, Reviewer by) {
    WebhookSecret secret = secret();
    Webhook rotated =
        persistence.inTransaction(
            work -> {
              Webhook webhook = lock(work, owner, id).changed(by, work.now());
              work.webhooks().rotate(id, secret, work.now().plus(FORMER_SECRET));
              work.webhooks().save(webhook);
              return webhook;
            });
    tell(rotated, "given another secret", by);
    return new Secretly(rotated, secret);
  }

  /** Removes a webhook with everything that it was still to be sent. */
  public void remove(Owner owner, WebhookId id, Reviewer by) {
    Webhook removed =
        persistence.inTransaction(
            work -> {
              Webhook webhook = lock(work, owner, id);
              work.webhooks().remove(webhook.id());
              return webhook;
            });
    tell(removed, "removed", by);
  }

  /**
   * What a webhook was sent and is to be sent, the newest first.
   *
   * @throws IllegalArgumentException if the cursor is none of this list
   */
  public Page<Delivery> deliveries(Owner owner, WebhookId id, DeliveryFilter filter) {
    return persistence.reads().webhooks().deliveries(get(owner, id).id(), filter);
  }

  /** Has a message that was given up sent again. */
  public void revive(Owner owner, WebhookId id, UUID event) {
    persistence.inTransaction(
        work -> {
          boolean revived = work.webhooks().revive(lock(work, owner, id).id(), event);
          if (!revived) {
            throw new RefusedException(
                new Refusal.NotFound("delivery that was given up", event.toString()));
          }
          return true;
        });
  }

  private static Webhook lock(UnitOfWork work, Owner owner, WebhookId id) {
    return work.webhooks().lock(owner, id).orElseThrow(() -> none(id));
  }

  private static RefusedException none(WebhookId id) {
    return new RefusedException(new Refusal.NotFound("webhook", id.toString()));
  }

  private void requireSendable(URI url) {
    transport
        .refusal(url)
        .ifPresent(
            reason -> {
              throw invalid("/url", reason);
            });
  }

  private static RefusedException invalid(String pointer, String message) {
    return new RefusedException(new Refusal.Invalid(List.of(new Refusal.Flaw(pointer, message))));
  }
}
