package dev.agentruntime.cli;

import dev.agentruntime.application.webhook.AddWebhook;
import dev.agentruntime.application.webhook.WebhookTarget;
import dev.agentruntime.application.webhook.Webhooks;
import dev.agentruntime.domain.session.Owner;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has events sent somewhere. */
@Command(
    name = "add",
    description = {
      "Has events sent to a URL from now on, by servers on this database, and prints the secret"
          + " that the messages are signed with, this once.",
      "What a message looks like and how it is checked is in docs/http.md."
    },
    footer = {
      "agent-runtime webhooks add https://hooks.example/agents",
      "agent-runtime webhooks add https://hooks.example/agents --type 'approval.*' --type"
          + " turn.failed",
      "agent-runtime webhooks add https://hooks.example/agents --format json | jq -r .secret"
    })
final class WebhooksAddCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();
  @Mixin private final WebhookTargets targets = new WebhookTargets();

  @Parameters(
      paramLabel = "URL",
      description =
          "Where messages are sent: https, and no address of a private network unless"
              + " --webhook-target, or the setting of the server, names it.")
  private String url = "";

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      completionCandidates = Words.EventTypeNames.class,
      description =
          "Events of this type, or of a kind such as 'approval.*'; '*' for all. May be given"
              + " several times. Default: approval.requested, turn.completed and turn.failed.")
  private List<String> types = List.of();

  @Option(names = "--content", description = "Send what people, models and tools wrote, too.")
  private boolean content;

  WebhooksAddCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    List<String> wanted =
        types.isEmpty() ? WebhookTarget.DEFAULT_TYPES : AuditTypes.patterns(types);
    var target =
        new WebhookTarget(WebhookForm.url("URL", url), wanted, WebhookForm.content(content));
    return idle.webhooks(flags(), true, webhooks -> add(webhooks, target));
  }

  private List<RuntimeFactory.Flag> flags() {
    List<RuntimeFactory.Flag> flags = common.flags();
    targets.addTo(flags);
    return flags;
  }

  private int add(Webhooks webhooks, WebhookTarget target) {
    return new WebhookSecretResult(idle, format)
        .tell(webhooks.add(new AddWebhook(Owner.LOCAL, target), TerminalDesk.person()), "is added");
  }
}
