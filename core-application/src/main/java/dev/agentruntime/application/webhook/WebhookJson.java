package dev.agentruntime.application.webhook;

import dev.agentruntime.domain.json.JsonNull;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.json.JsonString;
import dev.agentruntime.domain.json.JsonValue;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks and their deliveries as JSON: the same over HTTP and on the command line, but for what
 * each of them does with all that it shows.
 *
 * @param id the member that has the id of a webhook
 * @param nulls whether a member that has no value is null, rather than left out
 */
public record WebhookJson(String id, boolean nulls) {

  /** A webhook; never its secret. */
  public JsonObject write(Webhook webhook) {
    return members(webhook).build();
  }

  /** With the secret, for the one answer that hands it out. */
  public JsonObject write(Webhooks.Secretly webhook) {
    return members(webhook.webhook()).put("secret", webhook.secret().reveal()).build();
  }

  private JsonObject.Builder members(Webhook webhook) {
    return JsonObject.builder()
        .put(id, webhook.id().toString())
        .put("url", webhook.target().url().toString())
        .put("types", webhook.target().types())
        .put("content", webhook.target().content().id())
        .put("active", webhook.stopped().isEmpty())
        .put("stopped_because", text(webhook.stopped()))
        .put("created_at", webhook.since().created().toString())
        .put("created_by", webhook.authors().created())
        .put("changed_at", webhook.authors().changedAt().toString())
        .put("changed_by", webhook.authors().changed());
  }

  /** What a webhook was sent, or is to be. */
  public JsonObject write(Delivery delivery) {
    Delivery.Progress progress = delivery.progress();
    return JsonObject.builder()
        .put("event_id", delivery.event().toString())
        .put("type", delivery.type())
        .put("session_id", delivery.place().session().toString())
        .put("position", delivery.place().position())
        .put("state", progress.state().id())
        .put("attempts", progress.attempts())
        .put("next_attempt_at", text(progress.next().map(Instant::toString)))
        .put("outcome", text(progress.outcome()))
        .put("enqueued_at", progress.enqueuedAt().toString())
        .build();
  }

  private @Nullable JsonValue text(Optional<String> value) {
    return value.<JsonValue>map(JsonString::new).orElse(nulls ? JsonNull.NULL : null);
  }
}
