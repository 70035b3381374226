package dev.agentruntime.application.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.audit.AuditJson.Content;
import dev.agentruntime.application.job.Jobs;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.application.port.Job;
import dev.agentruntime.application.port.JobClaim;
import dev.agentruntime.application.port.LeaseOwner;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.port.WebhookTransport;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.testkit.CountingIds;
import dev.agentruntime.testkit.FakeReceiver;
import dev.agentruntime.testkit.ForwardingPersistence;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.ShiftableClock;
import dev.agentruntime.testkit.Stories;
import dev.agentruntime.testkit.Story;
import dev.agentruntime.testkit.Workshop;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When the dispatcher looks, and how it ends. */
@Timeout(60)
class WebhookDispatcherTest {

  private static final Duration TENTH = Duration.ofMillis(100);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration FIVE = Duration.ofSeconds(5);
  private static final URI URL = URI.create("https://hooks.example/");

  private final Supplier<UUID> ids = new CountingIds();
  private final ShiftableClock clock = new ShiftableClock();
  private final UnsteadyStore store = new UnsteadyStore(clock);
  private final FakeReceiver receiver = new FakeReceiver();
  private final FakeTiming timing = new FakeTiming();
  private final WebhookDispatcher dispatcher =
      new WebhookDispatcher(store, receiver, Jobs.untold(store), timing);
  private final Webhooks webhooks = new Webhooks(store, receiver, new UuidV7());

  @AfterEach
  void end() {
    dispatcher.close();
  }

  /** Is away while the test says so. */
  private static final class UnsteadyStore extends ForwardingPersistence {
    private volatile boolean away;

    UnsteadyStore(ShiftableClock clock) {
      super(new InMemoryPersistence(clock, new CountingIds()));
    }

    @Override
    protected Persistence store() {
      if (away) {
        throw new PersistenceException("the store is away", null);
      }
      return super.store();
    }
  }

  /** Whoever waits for a permit waits until it is given or the test lets the time pass. */
  private static final class FakeTiming implements Timing {

    private record Wait(Semaphore permits, Duration patience) {}

    private final BlockingQueue<Wait> waits = new LinkedBlockingQueue<>();

    /** How long senders are waited for. */
    private final List<Duration> joins = new CopyOnWriteArrayList<>();

    private volatile boolean over;
    private final AtomicLong nanos = new AtomicLong();
    private volatile boolean enduring = true;
    private volatile Runnable joining = () -> {};
    private Optional<Wait> current = Optional.empty();

    @Override
    public long nanoTime() {
      return nanos.get();
    }

    @Override
    public boolean isGiven(Semaphore permits, Duration patience) throws InterruptedException {
      waits.add(new Wait(permits, patience));
      permits.acquire();
      boolean given = !over;
      over = false;
      return given;
    }

    /** The next time that somebody waits, for so long. */
    Duration next() {
      try {
        Wait wait = waits.poll(30, TimeUnit.SECONDS);
        assertThat(wait).as("somebody who waits").isNotNull();
        current = Optional.of(wait);
        return wait.patience();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** Lets the time of whoever waits pass. */
    void pass() {
      over = true;
      current.orElseThrow().permits().release();
    }

    /** Waits; or lets the time pass, the first time that it is for a webhook. */
    @Override
    public void join(Thread thread, Duration patience) throws InterruptedException {
      boolean sends = thread.getName().startsWith("webhook-");
      if (sends) {
        joins.add(patience);
        joining.run();
      }
      if (enduring || !sends) {
        assertThat(thread.join(Duration.ofSeconds(30))).isTrue();
      } else {
        enduring = true;
        nanos.addAndGet(patience.toNanos());
      }
    }
  }

  /** Keeps whoever sends until the test lets them go. */
  private static final class SlowReceiver implements WebhookTransport {
    private final Gate gate = new Gate();
    private final CountDownLatch came;
    private volatile boolean closed;

    SlowReceiver(int messages) {
      came = new CountDownLatch(messages);
    }

    @Override
    public Result post(URI target, Map<String, String> headers, byte[] body)
        throws InterruptedException {
      came.countDown();
      gate.pass();
      return new Result.Answered(200, Optional.empty());
    }

    @Override
    public Optional<String> refusal(URI target) {
      return Optional.empty();
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private Webhook add() {
    return webhooks
        .add(
            new AddWebhook(
                Owner.LOCAL, new WebhookTarget(URL, List.of("turn.failed"), Content.REDACTED)),
            Stories.REVIEWER)
        .webhook();
  }

  private Story tell() {
    return Objects.requireNonNull(Stories.all().get("the model fails"))
        .apply(Story.begin(store, ids, Owner.LOCAL, Workshop.settings()));
  }

  private Delivery only(Webhook webhook) {
    List<Delivery> all = deliveries(webhook);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private List<Delivery> deliveries(Webhook webhook) {
    return webhooks
        .deliveries(
            Owner.LOCAL, webhook.id(), new DeliveryFilter(Optional.empty(), 10, Optional.empty()))
        .items();
  }

  @Test
  void what_was_delivered_long_ago_is_removed_once_no_other_process_is_at_that() {
    Webhook webhook = add();
    tell();
    dispatcher.once();
    assertThat(only(webhook).progress().state()).isEqualTo(Delivery.State.DELIVERED);
    clock.pass(WebhookDispatcher.KEEP.plusDays(1));
    var stranger = new LeaseOwner("elsewhere", 1, Instant.EPOCH, ids.get());
    JobClaim theirs =
        store
            .inTransaction(
                work -> work.jobs().claim(Job.WEBHOOK_DELIVERIES, stranger, SECOND, owner -> false))
            .orElseThrow();
    dispatcher.start();
    assertThat(timing.next()).isEqualTo(TENTH);
    assertThat(deliveries(webhook)).hasSize(1);

    store.inTransaction(
        work -> {
          work.jobs().release(theirs);
          return true;
        });
    timing.nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    timing.pass();
    assertThat(timing.next()).isEqualTo(SECOND);
    timing.pass();
    assertThat(timing.next()).isEqualTo(TENTH);

    assertThat(deliveries(webhook)).isEmpty();
  }

  @Test
  void where_nobody_wants_anything_it_looks_once_a_second_whoever_wakes_it() {
    dispatcher.start();

    for (int i = 0; i < 3; i++) {
      assertThat(timing.next()).isEqualTo(SECOND);
      tell();
      dispatcher.wake();
      assertThat(timing.waits).isEmpty();
      timing.pass();
    }
  }

  @Test
  void where_somebody_does_it_rests_for_a_tenth_of_a_second_and_then_looks_when_it_is_woken() {
    add();
    dispatcher.start();
    assertThat(timing.next()).isEqualTo(TENTH);
    timing.pass();
    assertThat(timing.next()).isEqualTo(SECOND);

    tell();
    dispatcher.wake();

    assertThat(timing.next()).isEqualTo(TENTH);
    assertThat(receiver.await("turn.failed").url()).isEqualTo(URL);
  }

  @Test
  void what_was_recorded_while_it_rested_is_not_waited_for() {
    add();
    dispatcher.start();
    assertThat(timing.next()).isEqualTo(TENTH);
    tell();
    dispatcher.wake();
    dispatcher.wake();
    timing.pass();

    assertThat(timing.next()).as("over at once").isEqualTo(SECOND);
    assertThat(timing.next()).isEqualTo(TENTH);
    receiver.await("turn.failed");
    timing.pass();
    assertThat(timing.next()).isEqualTo(SECOND);
    assertThat(timing.waits).as("woken once").isEmpty();
  }

  @Test
  void what_nobody_wakes_it_for_is_found_within_a_second() {
    add();
    dispatcher.start();
    assertThat(timing.next()).isEqualTo(TENTH);
    timing.pass();
    assertThat(timing.next()).isEqualTo(SECOND);
    tell();
    timing.pass();

    assertThat(timing.next()).isEqualTo(TENTH);
    receiver.await("turn.failed");
  }

  /** A part of the log is 500 events. */
  @Test
  void where_there_is_more_in_the_log_than_it_takes_at_once_it_goes_on_after_its_rest() {
    webhooks.add(
        new AddWebhook(Owner.LOCAL, new WebhookTarget(URL, List.of("*"), Content.REDACTED)),
        Stories.REVIEWER);
    int recorded = 0;
    while (recorded <= 500) {
      recorded += tell().log().size();
    }
    dispatcher.start();
    assertThat(timing.next()).isEqualTo(TENTH);
    timing.pass();
    assertThat(timing.next()).as("over at once").isEqualTo(SECOND);

    assertThat(timing.next()).isEqualTo(TENTH);
    timing.pass();
    assertThat(timing.next()).isEqualTo(SECOND);
    assertThat(timing.waits).as("nothing more is there").isEmpty();
  }

  @Test
  void a_store_that_is_away_is_asked_again_after_a_second() {
    add();
    store.away = true;
    dispatcher.start();
    assertThat(timing.next()).isEqualTo(SECOND);
    store.away = false;
    timing.pass();

    assertThat(timing.next()).isEqualTo(TENTH);
  }

  @Test
  void what_is_on_its_way_when_it_closes_may_arrive() {
    var slow = new SlowReceiver(1);
    Webhook webhook = add();
    var closing = new WebhookDispatcher(store, slow, Jobs.untold(store), timing);
    tell();
    closing.start();
    Gate.await(slow.came, "nothing was sent");
    timing.joining =
        () -> {
          assertThat(slow.closed).isFalse();
          slow.gate.open();
        };

    closing.close();

    assertThat(timing.joins).startsWith(FIVE);
    assertThat(slow.gate.wasInterrupted()).isFalse();
    assertThat(only(webhook).progress().state()).isEqualTo(Delivery.State.DELIVERED);
    assertThat(slow.closed).isTrue();
  }

  @Test
  void what_does_not_arrive_in_five_seconds_in_all_is_interrupted_and_stays_to_be_sent() {
    var slow = new SlowReceiver(2);
    List<Webhook> both = List.of(add(), add());
    var closing = new WebhookDispatcher(store, slow, Jobs.untold(store), timing);
    tell();
    closing.start();
    Gate.await(slow.came, "nothing was sent");
    timing.enduring = false;
    timing.joining = () -> assertThat(slow.closed).isFalse();

    closing.close();

    assertThat(timing.joins)
        .as("the first, which has all of the time; then both, which are interrupted")
        .startsWith(FIVE)
        .hasSizeLessThanOrEqualTo(3);
    slow.gate.awaitInterrupted();
    assertThat(both)
        .allSatisfy(
            webhook -> {
              assertThat(only(webhook).progress().state()).isEqualTo(Delivery.State.PENDING);
              assertThat(only(webhook).progress().outcome()).isEmpty();
            });
    assertThat(slow.closed).isTrue();
  }

  @Test
  void one_that_never_began_closes_what_it_would_have_sent_with() {
    var unused = new SlowReceiver(0);
    new WebhookDispatcher(store, unused, Jobs.untold(store), timing).close();

    assertThat(unused.closed).isTrue();
    assertThat(timing.joins).isEmpty();
  }
}
