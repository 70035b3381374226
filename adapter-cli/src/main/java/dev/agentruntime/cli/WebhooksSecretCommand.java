package dev.agentruntime.cli;

import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.Webhooks;
import dev.agentruntime.domain.session.Owner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Gives a webhook a new secret. */
@Command(
    name = "secret",
    description = {
      "Gives a webhook a new secret and prints it, this once.",
      "For 24 hours messages are signed with the one before, too."
    },
    footer = "agent-runtime webhooks secret 0193f2c4")
final class WebhooksSecretCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  @Parameters(
      paramLabel = "ID",
      description = "The webhook as webhooks list shows it; the beginning of its id is enough.")
  private String id = "";

  WebhooksSecretCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return idle.webhooks(common.flags(), false, this::rotate);
  }

  private int rotate(Webhooks webhooks) {
    Webhook found = WebhookIds.find(webhooks, common.next(), id);
    return new WebhookSecretResult(idle, format)
        .tell(webhooks.rotate(Owner.LOCAL, found.id(), TerminalDesk.person()), "has a new secret");
  }
}
