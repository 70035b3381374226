package dev.agentruntime.cli;

import dev.agentruntime.application.webhook.ChangeWebhook;
import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.Webhooks;
import dev.agentruntime.domain.session.Owner;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes a webhook. */
@Command(
    name = "change",
    description = {
      "Changes what is sent where, or whether it is; what is not named stays.",
      "What happens while a webhook is stopped is not sent later."
    },
    footer = {
      "agent-runtime webhooks change 0193f2c4 --type '*' --content",
      "agent-runtime webhooks change 0193f2c4 --stop"
    })
final class WebhooksChangeCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();
  @Mixin private final WebhookTargets targets = new WebhookTargets();

  @Parameters(
      paramLabel = "ID",
      description = "The webhook as webhooks list shows it; the beginning of its id is enough.")
  private String id = "";

  @Option(names = "--url", paramLabel = "URL", description = "Send there from now on.")
  private Optional<String> url = Optional.empty();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      completionCandidates = Words.EventTypeNames.class,
      description =
          "Send events of this type, or of a kind such as 'approval.*', in place of those so far."
              + " May be given several times.")
  private List<String> types = List.of();

  @Option(names = "--content", description = "Send what people, models and tools wrote, too.")
  private boolean content;

  @Option(names = "--no-content", description = "Send nothing of that.")
  private boolean noContent;

  @Option(names = "--stop", description = "Send nothing until it is started again.")
  private boolean stop;

  @Option(
      names = "--start",
      description = "Send again, also where the receiver had said that it wants no more.")
  private boolean start;

  WebhooksChangeCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    var changes =
        new ChangeWebhook.Changes(
            url.map(text -> WebhookForm.url("--url", text)),
            types.isEmpty() ? Optional.empty() : Optional.of(AuditTypes.patterns(types)),
            either("--content", content, "--no-content", noContent).map(WebhookForm::content),
            either("--start", start, "--stop", stop));
    if (Stream.of(changes.url(), changes.types(), changes.content(), changes.active())
        .allMatch(Optional::isEmpty)) {
      throw CommandFailure.usage(
          "nothing is to change; give --url, --type, --content, --no-content, --stop or --start");
    }
    return idle.webhooks(flags(), false, webhooks -> change(webhooks, changes));
  }

  private List<RuntimeFactory.Flag> flags() {
    List<RuntimeFactory.Flag> flags = common.flags();
    targets.addTo(flags);
    return flags;
  }

  private static Optional<Boolean> either(String yes, boolean isYes, String no, boolean isNo) {
    if (isYes && isNo) {
      throw CommandFailure.usage(yes + " and " + no + " exclude each other");
    }
    return isYes || isNo ? Optional.of(isYes) : Optional.empty();
  }

  private int change(Webhooks webhooks, ChangeWebhook.Changes changes) {
    Webhook found = WebhookIds.find(webhooks, common.next(), id);
    Webhook changed =
        webhooks.change(new ChangeWebhook(Owner.LOCAL, found.id(), changes), TerminalDesk.person());
    if (format.isJson()) {
      idle.print(JsonLine.of(WebhookForm.JSON.write(changed)));
    } else {
      idle.print("changed " + changed.id());
    }
    return ExitCode.DONE.status();
  }
}
