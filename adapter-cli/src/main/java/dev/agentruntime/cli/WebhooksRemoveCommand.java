package dev.agentruntime.cli;

import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.Webhooks;
import dev.agentruntime.domain.session.Owner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Removes a webhook. */
@Command(
    name = "remove",
    description = "Removes a webhook with everything that it was still to be sent.",
    footer = "agent-runtime webhooks remove 0193f2c4")
final class WebhooksRemoveCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "ID",
      description = "The webhook as webhooks list shows it; the beginning of its id is enough.")
  private String id = "";

  WebhooksRemoveCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return idle.webhooks(common.flags(), false, this::remove);
  }

  private int remove(Webhooks webhooks) {
    Webhook found = WebhookIds.find(webhooks, common.next(), id);
    webhooks.remove(Owner.LOCAL, found.id(), TerminalDesk.person());
    idle.print("removed " + found.id());
    return ExitCode.DONE.status();
  }
}
