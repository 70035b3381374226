package dev.agentruntime.cli;

import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.application.webhook.Delivery;
import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.Webhooks;
import dev.agentruntime.domain.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Webhooks and their deliveries, as results and for people. */
final class WebhookForm {

  private WebhookForm() {}

  static JsonObject json(Webhook webhook) {
    return members(webhook).build();
  }

  /** With the secret, for the one result that hands it out. */
  static JsonObject json(Webhooks.Secretly webhook) {
    return members(webhook.webhook()).put("secret", webhook.secret().reveal()).build();
  }

  private static JsonObject.Builder members(Webhook webhook) {
    return JsonObject.builder()
        .put("webhook_id", webhook.id().toString())
        .put("url", webhook.target().url().toString())
        .put("types", webhook.target().types())
        .put("content", content(webhook))
        .put("active", webhook.stopped().isEmpty())
        .put("stopped_because", webhook.stopped())
        .put("created_at", webhook.since().created().toString())
        .put("created_by", webhook.authors().created())
        .put("changed_at", webhook.authors().changedAt().toString())
        .put("changed_by", webhook.authors().changed());
  }

  static JsonObject json(Delivery delivery) {
    Delivery.Progress progress = delivery.progress();
    return JsonObject.builder()
        .put("event_id", delivery.event().toString())
        .put("type", delivery.type())
        .put("session_id", delivery.place().session().toString())
        .put("position", delivery.place().position())
        .put("state", state(delivery))
        .put("attempts", progress.attempts())
        .put("next_attempt_at", next(delivery).map(Instant::toString))
        .put("outcome", progress.outcome())
        .put("enqueued_at", progress.enqueuedAt().toString())
        .build();
  }

  /** How it stands, for people. */
  static String state(Webhook webhook) {
    return webhook.stopped().map(reason -> "stopped: " + reason).orElse("active");
  }

  static String content(Webhook webhook) {
    return webhook.target().content().name().toLowerCase(Locale.ROOT);
  }

  static String state(Delivery delivery) {
    return delivery.progress().state().name().toLowerCase(Locale.ROOT);
  }

  /** When it is sent next, if it is. */
  static Optional<Instant> next(Delivery delivery) {
    return Optional.of(delivery.progress().due())
        .filter(due -> delivery.progress().state() == Delivery.State.PENDING);
  }

  /** How much of an event is sent. */
  static Content content(boolean all) {
    return all ? Content.FULL : Content.REDACTED;
  }
}
