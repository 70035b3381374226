package dev.agentruntime.cli;

import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.Webhooks;

/** Hands out the secret of a webhook: alone where results go, or with the webhook as JSON. */
record WebhookSecretResult(IdleRuntime idle, ListFormat format) {

  /**
   * Tells it.
   *
   * @param what became of the webhook
   */
  int tell(Webhooks.Secretly secretly, String what) {
    Webhook webhook = secretly.webhook();
    if (format.isJson()) {
      idle.print(JsonLine.of(WebhookForm.JSON.write(secretly)));
    } else {
      idle.surroundings()
          .tell(
              "webhook "
                  + webhook.id()
                  + " "
                  + what
                  + "; the secret that its messages are signed with is shown this once:");
      idle.print(secretly.secret().reveal());
    }
    return ExitCode.DONE.status();
  }
}
