package dev.agentruntime.cli;

import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.webhook.Delivery;
import dev.agentruntime.application.webhook.DeliveryFilter;
import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.Webhooks;
import dev.agentruntime.domain.session.Owner;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists what a webhook was and is to be sent. */
@Command(
    name = "deliveries",
    description = "Lists what a webhook was sent and is to be sent, the newest first.",
    footer = {
      "agent-runtime webhooks deliveries 0193f2c4",
      "agent-runtime webhooks deliveries 0193f2c4 --state dead --format json"
    })
final class WebhooksDeliveriesCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final ListFormat format = new ListFormat();

  @Parameters(
      paramLabel = "ID",
      description = "The webhook as webhooks list shows it; the beginning of its id is enough.")
  private String id = "";

  @Option(
      names = "--state",
      paramLabel = "STATE",
      completionCandidates = Words.DeliveryStates.class,
      description = "Only those that are pending, delivered or dead: given up.")
  private Optional<Delivery.State> state = Optional.empty();

  @Option(
      names = "--most",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most this many, up to " + SessionFilter.MAX + ". Default: 50.")
  private int most;

  WebhooksDeliveriesCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  @Override
  public Integer call() {
    CommandFailure.requireWithin("--most", most, SessionFilter.MAX);
    return idle.webhooks(common.flags(), false, this::list);
  }

  private int list(Webhooks webhooks) {
    Webhook webhook = WebhookIds.find(webhooks, common.next(), id);
    List<Delivery> found =
        webhooks
            .deliveries(
                Owner.LOCAL, webhook.id(), new DeliveryFilter(state, most, Optional.empty()))
            .items();
    if (format.isJson()) {
      idle.print(
          JsonLine.of(PolicyForm.array(found.stream().map(WebhookForm.JSON::write).toList())));
    } else if (found.isEmpty()) {
      idle.surroundings().tell("there are no such deliveries");
    } else {
      table(found).lines().forEach(idle::print);
    }
    return ExitCode.DONE.status();
  }

  private static Table table(List<Delivery> deliveries) {
    var table = new Table("EVENT", "TYPE", "STATE", "ATTEMPTS", "NEXT", "OUTCOME");
    for (Delivery delivery : deliveries) {
      table.row(
          delivery.event().toString(),
          delivery.type(),
          delivery.progress().state().id(),
          Integer.toString(delivery.progress().attempts()),
          delivery.progress().next().map(Instant::toString).orElse(""),
          delivery.progress().outcome().orElse(""));
    }
    return table;
  }
}
