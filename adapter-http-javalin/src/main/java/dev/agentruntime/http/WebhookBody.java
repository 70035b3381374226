package dev.agentruntime.http;

import dev.agentruntime.application.webhook.Delivery;
import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.Webhooks;
import dev.agentruntime.domain.json.JsonObject;
import java.util.Optional;

/** Webhooks and their deliveries as JSON. */
final class WebhookBody {

  private WebhookBody() {}

  static JsonObject of(Webhook webhook) {
    return members(webhook).build();
  }

  /** With the secret, for the one answer that hands it out. */
  static JsonObject of(Webhooks.Secretly webhook) {
    return members(webhook.webhook()).put("secret", webhook.secret().reveal()).build();
  }

  private static JsonObject.Builder members(Webhook webhook) {
    return JsonObject.builder()
        .put("id", webhook.id().toString())
        .put("url", webhook.target().url().toString())
        .put("types", webhook.target().types())
        .put("content", Words.of(webhook.target().content()))
        .put("active", webhook.stopped().isEmpty())
        .put("stopped_because", SessionBody.text(webhook.stopped()))
        .put("created_at", webhook.since().created().toString())
        .put("created_by", webhook.authors().created())
        .put("changed_at", webhook.authors().changedAt().toString())
        .put("changed_by", webhook.authors().changed());
  }

  static JsonObject of(Delivery delivery) {
    Delivery.Progress progress = delivery.progress();
    Optional<String> next =
        Optional.of(progress.due())
            .filter(due -> progress.state() == Delivery.State.PENDING)
            .map(Object::toString);
    return JsonObject.builder()
        .put("event_id", delivery.event().toString())
        .put("type", delivery.type())
        .put("session_id", delivery.place().session().toString())
        .put("position", delivery.place().position())
        .put("state", Words.of(progress.state()))
        .put("attempts", progress.attempts())
        .put("next_attempt_at", SessionBody.text(next))
        .put("outcome", SessionBody.text(progress.outcome()))
        .put("enqueued_at", progress.enqueuedAt().toString())
        .build();
  }
}
