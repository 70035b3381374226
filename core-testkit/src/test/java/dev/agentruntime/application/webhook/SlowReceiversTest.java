package dev.agentruntime.application.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.port.WebhookTransport;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.testkit.CountingIds;
import dev.agentruntime.testkit.ShiftableClock;
import dev.agentruntime.testkit.Stories;
import dev.agentruntime.testkit.Story;
import dev.agentruntime.testkit.Workshop;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What receivers that do not answer cost those who do. */
@Timeout(120)
class SlowReceiversTest {

  private static final Owner GOOD = new Owner("good");

  private final Supplier<UUID> ids = new CountingIds();
  private final Persistence store =
      new InMemoryPersistence(new ShiftableClock(), new CountingIds());
  private final Receivers receivers = new Receivers();
  private final Webhooks webhooks = new Webhooks(store, receivers, new UuidV7());
  private final WebhookDispatcher dispatcher = new WebhookDispatcher(store, receivers);

  /** Those whose host is dead keep whoever sends until the test ends. */
  private static final class Receivers implements WebhookTransport {
    private final CountDownLatch end = new CountDownLatch(1);
    private final Semaphore stuck = new Semaphore(0);
    private final Semaphore arrived = new Semaphore(0);

    @Override
    public Result post(URI target, Map<String, String> headers, byte[] body)
        throws InterruptedException {
      if (target.getHost().startsWith("dead")) {
        stuck.release();
        end.await();
      } else {
        arrived.release();
      }
      return new Result.Answered(200, Optional.empty());
    }

    @Override
    public Optional<String> refusal(URI target) {
      return Optional.empty();
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  @AfterEach
  void end() {
    receivers.end.countDown();
    dispatcher.close();
  }

  private WebhookId add(Owner owner, String host) {
    URI url = URI.create("https://" + host + ".example/");
    return webhooks
        .add(
            new AddWebhook(owner, new WebhookTarget(url, List.of("turn.failed"), Content.REDACTED)),
            Stories.REVIEWER)
        .webhook()
        .id();
  }

  private void tell(Owner owner) {
    Story story =
        Objects.requireNonNull(Stories.all().get("the model fails"))
            .apply(Story.begin(store, ids, owner, Workshop.settings()));
    assertThat(story.types()).contains("turn.failed");
    dispatcher.wake();
  }

  private static void await(Semaphore what, int times) throws InterruptedException {
    assertThat(what.tryAcquire(times, 30, TimeUnit.SECONDS)).isTrue();
  }

  /** By then it is known how quick the receiver was, too. */
  private void awaitDelivered(WebhookId webhook) {
    var delivered = new DeliveryFilter(Optional.of(Delivery.State.DELIVERED), 1, Optional.empty());
    while (webhooks.deliveries(GOOD, webhook, delivered).items().isEmpty()) {
      assertThat(Thread.interrupted()).as("told to end").isFalse();
      Thread.onSpinWait();
    }
  }

  @Test
  void all_dead_receivers_that_an_owner_may_have_do_not_hold_up_another_that_is_new()
      throws Exception {
    var dead = new Owner("dead");
    for (int i = 0; i < Webhooks.MOST; i++) {
      add(dead, "dead");
    }
    dispatcher.start();
    tell(dead);
    await(receivers.stuck, Webhooks.MOST);
    add(GOOD, "good");

    tell(GOOD);

    await(receivers.arrived, 1);
  }

  @Test
  void more_dead_receivers_than_there_are_places_do_not_hold_up_one_that_answers()
      throws Exception {
    WebhookId good = add(GOOD, "good");
    dispatcher.start();
    tell(GOOD);
    await(receivers.arrived, 1);
    awaitDelivered(good);
    for (int i = 0; i <= Room.Size.USUAL.first() / Webhooks.MOST; i++) {
      var dead = new Owner("dead-" + i);
      for (int j = 0; j < Webhooks.MOST; j++) {
        add(dead, "dead");
      }
      tell(dead);
    }
    await(receivers.stuck, Room.Size.USUAL.unproven());

    tell(GOOD);

    await(receivers.arrived, 1);
    assertThat(receivers.stuck.availablePermits()).as("not one more is on its way").isZero();
  }
}
