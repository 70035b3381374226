package dev.agentruntime.cli;

import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.Webhooks;
import dev.agentruntime.domain.session.Owner;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists webhooks. */
@Command(
    name = "list",
    description = "Lists webhooks, the oldest first; never their secrets.",
    footer = "agent-runtime webhooks list --format json")
final class WebhooksListCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  WebhooksListCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    return idle.webhooks(common.flags(), false, this::list);
  }

  private int list(Webhooks webhooks) {
    List<Webhook> found = webhooks.list(Owner.LOCAL);
    if (format.isJson()) {
      idle.print(
          JsonLine.of(PolicyForm.array(found.stream().map(WebhookForm.JSON::write).toList())));
    } else if (found.isEmpty()) {
      idle.surroundings().tell("there are no webhooks; agent-runtime webhooks add makes one");
    } else {
      var table = new Table("ID", "STATE", "TYPES", "CONTENT", "CREATED", "URL");
      for (Webhook webhook : found) {
        table.row(
            webhook.id().toString(),
            WebhookForm.state(webhook),
            String.join(" ", webhook.target().types()),
            webhook.target().content().id(),
            webhook.since().created().toString(),
            webhook.target().url().toString());
      }
      table.lines().forEach(idle::print);
    }
    return ExitCode.DONE.status();
  }
}
