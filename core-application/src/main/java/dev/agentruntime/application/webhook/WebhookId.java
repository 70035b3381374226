package dev.agentruntime.application.webhook;

import java.util.UUID;

/** The identity of a webhook. */
public record WebhookId(UUID value) {

  /** Reads the usual text form of a UUID. */
  public static WebhookId parse(String text) {
    return new WebhookId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
