package dev.agentruntime.cli;

import dev.agentruntime.application.query.Page;
import dev.agentruntime.application.query.SessionFilter;
import dev.agentruntime.application.webhook.Delivery;
import dev.agentruntime.application.webhook.DeliveryFilter;
import dev.agentruntime.application.webhook.Webhook;
import dev.agentruntime.application.webhook.WebhookId;
import dev.agentruntime.application.webhook.Webhooks;
import dev.agentruntime.domain.session.Owner;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sends a dead letter again. */
@Command(
    name = "retry",
    description = "Has a message that was given up sent again, by the next server that looks.",
    footer = "agent-runtime webhooks retry 0193f2c4 0193f2d0")
final class WebhooksRetryCommand implements Callable<Integer> {

  private final IdleRuntime idle;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(
      index = "0",
      paramLabel = "ID",
      description = "The webhook as webhooks list shows it; the beginning of its id is enough.")
  private String id = "";

  @Parameters(
      index = "1",
      paramLabel = "EVENT",
      description = "The event as webhooks deliveries shows it; the beginning of its id is enough.")
  private String event = "";

  WebhooksRetryCommand(IdleRuntime idle) {
    this.idle = idle;
  }

  /** What was given up. */
  private record DeadLetters(Webhooks webhooks, WebhookId webhook)
      implements WrittenId.Known<Delivery> {

    @Override
    public Optional<Delivery> get(UUID event) {
      return all().filter(delivery -> delivery.event().equals(event)).findFirst();
    }

    @Override
    public Stream<Delivery> all() {
      return Page.all(
          (Optional<String> cursor) ->
              webhooks.deliveries(
                  Owner.LOCAL,
                  webhook,
                  new DeliveryFilter(Optional.of(Delivery.State.DEAD), SessionFilter.MAX, cursor)))
          .stream();
    }

    @Override
    public UUID id(Delivery delivery) {
      return delivery.event();
    }

    @Override
    public String words(Delivery delivery) {
      return delivery.type() + "  " + delivery.progress().outcome().orElse("");
    }
  }

  @Override
  public Integer call() {
    return idle.webhooks(common.flags(), false, this::retry);
  }

  private int retry(Webhooks webhooks) {
    Webhook webhook = WebhookIds.find(webhooks, common.next(), id);
    Delivery found =
        new WrittenId(event, "dead letter", common.next().deliveries(webhook.id()))
            .in(new DeadLetters(webhooks, webhook.id()));
    webhooks.revive(Owner.LOCAL, webhook.id(), found.event());
    idle.print("again " + found.event());
    if (webhook.stopped().isPresent()) {
      idle.surroundings()
          .tell("it is sent once the webhook is started: webhooks change ID --start");
    }
    return ExitCode.DONE.status();
  }
}
