package dev.agentruntime.application.port;

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

/** Webhooks and what they are to be sent, within a transaction. */
public interface WebhookRepository {

  /** Adds a webhook. */
  void add(Webhook webhook, WebhookSecret secret);

  /** A webhook of an owner, which nobody else changes until the transaction ends. */
  Optional<Webhook> lock(Owner owner, WebhookId id);

  /** How many an owner has; nobody else adds one of theirs until the transaction ends. */
  int lockCount(Owner owner);

  /** Those in force, whosever they are, as this transaction sees them. */
  List<Webhook> inForce();

  /** Writes a webhook's target and whether it is in force. */
  void save(Webhook webhook);

  /**
   * Gives a webhook another secret.
   *
   * @param until how long messages are signed with the one before, too; of those that are former
   *     ones already, the newest are kept for their time
   */
  void rotate(WebhookId id, WebhookSecret secret, Instant until);

  /** Removes a webhook with all its deliveries. */
  void remove(WebhookId id);

  /** Adds deliveries; those that are there already stay as they are. */
  void enqueue(Collection<Delivery> deliveries);

  /**
   * Takes deliveries of a webhook that are due: counts an attempt, and lets them be due again after
   * a while, for when this process dies with them.
   *
   * @return nothing if the webhook is not in force or not there
   */
  Optional<Claim> claim(WebhookId webhook, int most, Duration patience);

  /**
   * Writes down what came of an attempt.
   *
   * @return whether this was still its last attempt
   */
  boolean settle(Delivery delivery);

  /**
   * Has a delivery that was given up sent again.
   *
   * @return whether there is such a one
   */
  boolean revive(WebhookId webhook, UUID event);

  /**
   * Whether there is something to give up, or to remove.
   *
   * @param before what was delivered or given up before then is removed
   */
  boolean hasOld(Instant before);

  /**
   * Gives up what could not be sent in {@link Delivery#LONGEST}, since it was enqueued or had to be
   * sent again. What is on its way is not given up: not before its attempt's patience is over.
   *
   * @return how many
   */
  int giveUp(int most);

  /**
   * Removes what was delivered or given up.
   *
   * @param before when that was
   * @return how many
   */
  int prune(Instant before, int most);

  /**
   * What was taken.
   *
   * @param secrets to sign with, the newest first
   */
  record Claim(Webhook webhook, List<WebhookSecret> secrets, List<Delivery> deliveries) {
    public Claim {
      secrets = List.copyOf(secrets);
      deliveries = List.copyOf(deliveries);
    }
  }
}
