package dev.agentruntime.cli;

import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.WebhookJson;
import dev.agentruntime.application.webhook.WebhookUrl;
import java.net.URI;

/** Webhooks and their deliveries, as results and for people. */
final class WebhookForm {

  static final WebhookJson JSON = new WebhookJson("webhook_id", false);

  private WebhookForm() {}

  /** How it stands, for people. */
  static String state(Webhook webhook) {
    return webhook.stopped().map(reason -> "stopped: " + reason).orElse("active");
  }

  /**
   * Where a webhook sends, as somebody wrote it.
   *
   * @param argument the one that it was written in
   */
  static URI url(String argument, String written) {
    try {
      return WebhookUrl.parse(written.strip());
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(argument + ": " + e.getMessage());
    }
  }

  /** How much of an event is sent. */
  static Content content(boolean all) {
    return all ? Content.FULL : Content.REDACTED;
  }
}
