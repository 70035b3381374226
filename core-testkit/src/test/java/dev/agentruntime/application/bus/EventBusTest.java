package dev.agentruntime.application.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.agentruntime.application.bus.Announcer.WorkReport;
import dev.agentruntime.application.bus.EventSubscriber.Delivery;
import dev.agentruntime.application.bus.EventSubscriber.Overflow;
import dev.agentruntime.application.event.EventCategory;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.event.TroubledReads;
import dev.agentruntime.application.memory.InMemoryPersistence;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.testkit.CountingIds;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.Story;
import dev.agentruntime.testkit.Workshop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class EventBusTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(500);

  private final InMemoryPersistence store = new InMemoryPersistence();
  private final EventFeed feed = new EventFeed(store.reads());
  private final CountDownLatch released = new CountDownLatch(1);
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final AtomicInteger sent = new AtomicInteger();
  private EventBus bus = patient(LONG);

  private EventBus patient(Duration patience) {
    return new EventBus(
        () -> feed.openWholeLedger(Optional.of(store.reads().ledgerEnd())), patience);
  }

  @AfterEach
  void end() {
    released.countDown();
    bus.close();
    feed.close();
  }

  private Notice notice(String type) {
    return Notice.of(
        new UUID(0, sent.incrementAndGet()), type, "a test", Instant.EPOCH, JsonObject.empty());
  }

  /** Tells of something, and waits until everybody who is there has it. */
  private void publish(String type) {
    bus.publish(notice(type)).orTimeout(60, TimeUnit.SECONDS).join();
  }

  /** Tells of something and goes on. */
  private void post(String type) {
    var unused = bus.publish(notice(type));
  }

  private String next() throws InterruptedException {
    return Optional.ofNullable(told.poll(30, TimeUnit.SECONDS)).orElse("nothing");
  }

  private EventSubscription tell(EventSubscriber subscriber) {
    return bus.subscribe(subscriber, event -> told.add(subscriber.name() + " " + event.type()));
  }

  /** One that is busy with its first event until the end of the test, or of the bus. */
  private EventSubscription stuck(Delivery delivery) {
    return bus.subscribe(
        EventSubscriber.ofAll("stuck").delivered(delivery),
        event -> {
          told.add("stuck has " + event.type());
          released.await();
        });
  }

  private BusStatistics.Subscriber statistics(String name) {
    return bus.statistics().subscribers().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everybody_is_told_in_order() throws Exception {
    tell(EventSubscriber.ofAll("ann"));
    for (int i = 0; i < 100; i++) {
      post("app.n" + i);
    }
    for (int i = 0; i < 100; i++) {
      assertThat(next()).isEqualTo("ann app.n" + i);
    }
  }

  @Test
  void a_subscriber_gets_only_what_it_wants() throws Exception {
    tell(EventSubscriber.of("exact", EventSelector.matching("app.index.built")));
    tell(EventSubscriber.of("first-words", EventSelector.matching("app.index.*")));
    tell(EventSubscriber.of("category", EventSelector.in(EventCategory.SYSTEM)));
    tell(EventSubscriber.of("another", EventSelector.in(EventCategory.APPROVAL)));

    publish("app.index.begun");
    assertThat(List.of(next(), next()))
        .containsExactlyInAnyOrder("first-words app.index.begun", "category app.index.begun");
    publish("app.index.built");
    assertThat(List.of(next(), next(), next()))
        .containsExactlyInAnyOrder(
            "exact app.index.built", "first-words app.index.built", "category app.index.built");
    assertThat(told).isEmpty();
  }

  @Test
  void those_who_are_awaited_are_told_by_priority() {
    var order = new CopyOnWriteArrayList<String>();
    var priorities = Map.of("b", 10, "c", 0, "a", 10, "d", -5);
    for (String name : List.of("c", "a", "d", "b")) {
      bus.subscribe(
          EventSubscriber.ofAll(name)
              .withPriority(priorities.get(name))
              .delivered(new Delivery.Awaited()),
          event -> order.add(name));
    }

    publish("app.done");

    assertThat(order).as("of equals who came first").containsExactly("a", "b", "c", "d");
  }

  @Test
  void whoever_throws_is_counted_and_gets_the_next_event_too() throws Exception {
    bus.subscribe(
        EventSubscriber.ofAll("broken"),
        event -> {
          told.add("broken " + event.type());
          if (event.type().equals("app.error")) {
            throw new AssertionError("for good");
          }
          throw new IllegalStateException("broken");
        });
    var well = new CopyOnWriteArrayList<String>();
    bus.subscribe(
        EventSubscriber.ofAll("well").delivered(new Delivery.Awaited()),
        event -> well.add(event.type()));

    publish("app.one");
    publish("app.error");
    publish("app.two");

    assertThat(List.of(next(), next(), next()))
        .containsExactly("broken app.one", "broken app.error", "broken app.two");
    assertThat(well).containsExactly("app.one", "app.error", "app.two");
    bus.close();
    assertThat(bus.statistics().events().published()).isEqualTo(3);
    assertThat(statistics("broken").failed()).isEqualTo(3);
  }

  @Test
  void failures_and_deliveries_are_counted_of_each() {
    bus.subscribe(
        EventSubscriber.ofAll("broken").delivered(new Delivery.Awaited()),
        event -> {
          throw new IllegalStateException("broken");
        });
    bus.subscribe(EventSubscriber.ofAll("well").delivered(new Delivery.Awaited()), event -> {});

    publish("app.one");
    publish("app.two");

    assertThat(statistics("broken"))
        .isEqualTo(new BusStatistics.Subscriber("broken", 0, 2, 0, 0, false));
    assertThat(statistics("well"))
        .isEqualTo(new BusStatistics.Subscriber("well", 2, 0, 0, 0, false));
    assertThat(bus.statistics().totals().delivered()).isEqualTo(2);
    assertThat(bus.statistics().totals().failed()).isEqualTo(2);
    assertThat(bus.statistics().totals().successRate()).isEqualTo(0.5);
    assertThat(bus.statistics().events().last()).contains(Instant.EPOCH);
  }

  @Test
  void nothing_that_was_handled_is_no_success() {
    assertThat(bus.statistics().totals().successRate()).isZero();
    assertThat(new BusStatistics.Totals(0, 3, 7).successRate()).isZero();
    assertThat(new BusStatistics.Totals(3, 0, 7).successRate()).isEqualTo(1);
  }

  @Test
  void what_finds_the_queue_full_is_dropped_and_counted_and_nobody_waits() throws Exception {
    stuck(new Delivery.Queued(2, Overflow.DROP));
    tell(EventSubscriber.of("other", EventSelector.matching("app.last")));
    publish("app.first");
    assertThat(next()).isEqualTo("stuck has app.first");

    for (int i = 0; i < 10; i++) {
      publish("app.n" + i);
    }
    publish("app.last");

    assertThat(next()).isEqualTo("other app.last");
    assertThat(statistics("stuck"))
        .isEqualTo(new BusStatistics.Subscriber("stuck", 0, 0, 9, 2, false));
  }

  /** One of the usual kind that is busy with its first event until the end of the test. */
  private void stuckAsUsual(EventSubscriber usual) {
    bus.subscribe(
        usual,
        event -> {
          told.add(usual.name() + " has " + event.type());
          released.await();
        });
  }

  @Test
  void a_usual_subscriber_that_is_stuck_holds_up_nobody_and_loses_only_what_has_no_room()
      throws Exception {
    stuckAsUsual(EventSubscriber.ofAll("of all"));
    stuckAsUsual(EventSubscriber.of("of some", EventSelector.matching("app.*")));
    var well = new AtomicInteger();
    bus.subscribe(
        EventSubscriber.ofAll("well").delivered(new Delivery.Awaited()),
        event -> well.incrementAndGet());
    publish("app.first");
    assertThat(List.of(next(), next()))
        .containsExactlyInAnyOrder("of all has app.first", "of some has app.first");

    for (int i = 0; i < 1_003; i++) {
      // Comes to an end, so nobody was waited for.
      publish("app.n" + i);
    }

    assertThat(well).hasValue(1_004);
    for (String stuck : List.of("of all", "of some")) {
      assertThat(statistics(stuck))
          .as("a thousand wait, three found no room, and it is still subscribed")
          .isEqualTo(new BusStatistics.Subscriber(stuck, 0, 0, 3, 1_000, false));
    }
    assertThat(bus.statistics().totals()).isEqualTo(new BusStatistics.Totals(1_004, 0, 6));
    assertThat(bus.statistics().events().published()).isEqualTo(1_004);
  }

  @Test
  void the_bus_has_patience_for_five_seconds() {
    assertThat(EventBus.PATIENCE).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void who_lets_its_queue_run_full_is_detached_where_it_wants_that() throws Exception {
    EventSubscription stuck = stuck(new Delivery.Queued(1, Overflow.DETACH));
    publish("app.first");
    assertThat(next()).isEqualTo("stuck has app.first");

    publish("app.second");
    publish("app.third");

    assertThat(stuck.isDetached()).isTrue();
    assertThat(statistics("stuck").dropped()).as("the second and the third").isEqualTo(2);
    assertThat(statistics("stuck").detached()).isTrue();
    stuck.close();
    assertThat(bus.statistics().subscribers()).isEmpty();
    tell(EventSubscriber.ofAll("stuck"));
    publish("app.fourth");
    assertThat(next()).as("the name is free again").isEqualTo("stuck app.fourth");
  }

  @Test
  void the_bus_waits_for_room_where_a_subscriber_must_not_miss_anything() throws Exception {
    stuck(new Delivery.Queued(1, Overflow.BLOCK));
    publish("app.first");
    assertThat(next()).isEqualTo("stuck has app.first");
    publish("app.second");
    CompletableFuture<Void> third = bus.publish(notice("app.third"));
    assertThat(third).isNotDone();

    released.countDown();

    third.get(60, TimeUnit.SECONDS);
    assertThat(List.of(next(), next()))
        .containsExactly("stuck has app.second", "stuck has app.third");
    assertThat(statistics("stuck").dropped()).isZero();
  }

  @Test
  void the_bus_waits_for_room_only_so_long() throws Exception {
    bus.close();
    bus = patient(SHORT);
    EventSubscription stuck = stuck(new Delivery.Queued(1, Overflow.BLOCK));
    publish("app.first");
    assertThat(next()).isEqualTo("stuck has app.first");
    publish("app.second");

    publish("app.third");

    assertThat(stuck.isDetached()).isTrue();
  }

  @Test
  void who_is_awaited_and_does_not_come_to_an_end_is_detached_and_interrupted() throws Exception {
    bus.close();
    bus = patient(SHORT);
    var interrupted = new CountDownLatch(1);
    EventSubscription slow =
        bus.subscribe(
            EventSubscriber.ofAll("slow").delivered(new Delivery.Awaited()),
            event -> {
              try {
                released.await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
            });
    tell(EventSubscriber.ofAll("other"));

    publish("app.one");
    publish("app.two");

    assertThat(slow.isDetached()).isTrue();
    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(List.of(next(), next())).containsExactly("other app.one", "other app.two");
  }

  @Test
  void a_listener_may_tell_of_something_itself() throws Exception {
    bus.subscribe(
        EventSubscriber.of("echo", EventSelector.matching("app.call"))
            .delivered(new Delivery.Awaited()),
        event -> post("app.echo"));
    tell(EventSubscriber.of("ear", EventSelector.matching("app.echo")));

    publish("app.call");

    assertThat(next()).isEqualTo("ear app.echo");
  }

  @Test
  void a_listener_may_close_its_own_subscription() throws Exception {
    var own = new AtomicReference<EventSubscription>();
    own.set(
        bus.subscribe(
            EventSubscriber.ofAll("once").delivered(new Delivery.Awaited()),
            event -> {
              told.add("once " + event.type());
              own.get().close();
            }));
    tell(EventSubscriber.ofAll("always"));

    publish("app.one");
    publish("app.two");

    assertThat(List.of(next(), next(), next()))
        .containsExactlyInAnyOrder("once app.one", "always app.one", "always app.two");
    assertThat(bus.statistics().subscribers())
        .extracting(BusStatistics.Subscriber::name)
        .containsExactly("always");
  }

  @Test
  void nobody_waits_for_a_listener_whose_subscription_is_closed() throws Exception {
    EventSubscription stuck = stuck(new Delivery.Awaited());
    tell(EventSubscriber.ofAll("other"));
    CompletableFuture<Void> first = bus.publish(notice("app.one"));
    assertThat(next()).isEqualTo("stuck has app.one");

    stuck.close();
    stuck.close();

    first.get(10, TimeUnit.SECONDS);
    publish("app.two");
    assertThat(List.of(next(), next())).containsExactly("other app.one", "other app.two");
    assertThat(stuck.isDetached()).isFalse();
  }

  @Test
  void nobody_waits_for_room_in_a_queue_that_is_closed() throws Exception {
    EventSubscription stuck = stuck(new Delivery.Queued(1, Overflow.BLOCK));
    publish("app.one");
    assertThat(next()).isEqualTo("stuck has app.one");
    publish("app.two");
    CompletableFuture<Void> third = bus.publish(notice("app.three"));

    stuck.close();

    third.get(10, TimeUnit.SECONDS);
    assertThat(stuck.statistics().dropped()).as("the second").isEqualTo(1);
    assertThat(told).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Overflow.class)
  void a_bus_outlives_subscriptions_that_close_while_it_tells(Overflow overflow) throws Exception {
    for (int i = 0; i < 300; i++) {
      EventSubscription brief =
          bus.subscribe(
              EventSubscriber.ofAll("brief")
                  .delivered(
                      i % 2 == 0 ? new Delivery.Awaited() : new Delivery.Queued(1, overflow)),
              event -> {});
      CompletableFuture<Void> one = bus.publish(notice("app.one"));
      CompletableFuture<Void> two = bus.publish(notice("app.two"));
      brief.close();
      CompletableFuture.allOf(one, two).get(10, TimeUnit.SECONDS);
    }
    tell(EventSubscriber.ofAll("last"));
    publish("app.last");

    assertThat(next()).isEqualTo("last app.last");
    assertThat(bus.statistics().totals().failed()).isZero();
  }

  @Test
  void an_interrupt_that_a_listener_leaves_behind_costs_it_no_event() throws Exception {
    bus.subscribe(
        EventSubscriber.ofAll("careless"),
        event -> {
          Thread.sleep(0);
          told.add(event.type());
          Thread.currentThread().interrupt();
        });

    publish("app.one");
    publish("app.two");
    publish("app.three");

    assertThat(List.of(next(), next(), next()))
        .as("a listener that can be interrupted is not")
        .containsExactly("app.one", "app.two", "app.three");
  }

  @Test
  void an_interrupt_that_middleware_leaves_behind_costs_nobody_an_event() throws Exception {
    bus.use(
        event -> {
          Thread.currentThread().interrupt();
          return Optional.of(event.metadata());
        });
    tell(EventSubscriber.ofAll("ear").delivered(new Delivery.Awaited()));

    publish("app.one");
    publish("app.two");

    assertThat(List.of(next(), next())).containsExactly("ear app.one", "ear app.two");
  }

  @Test
  void a_failure_without_a_text_costs_nobody_an_event() {
    bus.subscribe(
        EventSubscriber.ofAll("strange").delivered(new Delivery.Awaited()),
        event -> {
          throw new IllegalStateException() {
            @Override
            public String getMessage() {
              throw new IllegalStateException("not even that");
            }
          };
        });

    publish("app.one");
    publish("app.two");

    assertThat(statistics("strange").failed()).isEqualTo(2);
  }

  @Test
  void whoever_is_told_cannot_close_the_bus_that_waits_for_them() throws Exception {
    bus.subscribe(
        EventSubscriber.ofAll("rash").delivered(new Delivery.Awaited()),
        event -> {
          try {
            bus.close();
          } catch (IllegalStateException e) {
            told.add("refused");
          }
        });

    publish("app.one");

    assertThat(next()).isEqualTo("refused");
  }

  @Test
  void a_bus_that_is_closed_in_a_hurry_is_closed_all_the_same() throws Exception {
    EventSubscription stuck = stuck(new Delivery.Awaited());
    CompletableFuture<Void> first = bus.publish(notice("app.one"));
    assertThat(next()).isEqualTo("stuck has app.one");
    CompletableFuture<Void> second = bus.publish(notice("app.two"));

    Thread.currentThread().interrupt();
    bus.close();

    assertThat(Thread.interrupted()).as("the interrupt stays").isTrue();
    assertThatIllegalStateException().isThrownBy(() -> bus.publish(notice("app.late")));
    assertThat(first).failsWithin(LONG);
    assertThat(second).failsWithin(LONG);
    assertThat(stuck.isDetached()).isFalse();
  }

  @Test
  void what_is_not_there_is_refused_before_anybody_is_told() {
    assertThatNullPointerException().isThrownBy(() -> bus.publish(null));
    assertThatNullPointerException()
        .isThrownBy(() -> bus.subscribe(EventSubscriber.ofAll("ear"), null));
    assertThatNullPointerException().isThrownBy(() -> bus.use(null));
  }

  @Test
  void what_is_not_handled_in_time_is_a_failure_whatever_becomes_of_it() throws Exception {
    bus.close();
    bus = patient(SHORT);
    EventSubscription slow = stuck(new Delivery.Awaited());

    publish("app.one");

    assertThat(slow.isDetached()).isTrue();
    slow.close();
    assertThat(bus.statistics().totals()).isEqualTo(new BusStatistics.Totals(0, 1, 0));
  }

  @Test
  void whoever_goes_on_from_a_notice_holds_up_no_other_one() throws Exception {
    tell(EventSubscriber.ofAll("ear"));
    var waiting = new CountDownLatch(1);
    bus.subscribe(
        EventSubscriber.ofAll("gate").delivered(new Delivery.Awaited()), event -> waiting.await());
    CompletableFuture<Void> first = bus.publish(notice("app.one"));
    CompletableFuture<Void> after =
        first.thenRun(
            () -> {
              try {
                released.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiting.countDown();

    publish("app.two");

    assertThat(List.of(next(), next())).containsExactly("ear app.one", "ear app.two");
    assertThat(after).isNotDone();
  }

  @Test
  void a_notice_that_a_closing_bus_could_not_tell_to_all_is_said_so() throws Exception {
    bus.close();
    bus = patient(SHORT);
    bus.use(
        event -> {
          await();
          return Optional.of(event.metadata());
        });
    tell(EventSubscriber.ofAll("ear"));
    CompletableFuture<Void> first = bus.publish(notice("app.one"));
    CompletableFuture<Void> second = bus.publish(notice("app.two"));

    bus.close();

    assertThat(second)
        .failsWithin(LONG)
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("not told to everybody");
    released.countDown();
    assertThat(first.handle((done, failure) -> true).get(30, TimeUnit.SECONDS)).isTrue();
  }

  /** Until the end of the test, whoever interrupts. */
  private void await() {
    boolean waits = true;
    while (waits) {
      try {
        released.await();
        waits = false;
      } catch (InterruptedException e) {
        waits = released.getCount() > 0;
      }
    }
  }

  @Test
  void middleware_sees_everything_in_order_and_adds_beside_the_event() throws Exception {
    bus.use(event -> Optional.of(Map.of("seen", "by one")));
    bus.use(event -> Optional.of(Map.of("seen", event.metadata().get("seen") + " and two")));
    bus.subscribe(
        EventSubscriber.ofAll("ear"), event -> told.add(event.type() + " " + event.metadata()));

    publish("app.one");

    assertThat(next()).isEqualTo("app.one {seen=by one and two}");
  }

  @Test
  void what_middleware_holds_back_or_fails_on_reaches_nobody() throws Exception {
    bus.use(
        event -> {
          return switch (event.type()) {
            case "app.broken" -> throw new AssertionError("for good");
            case "app.secret" -> Optional.empty();
            default -> Optional.of(event.metadata());
          };
        });
    tell(EventSubscriber.ofAll("ear"));

    publish("app.secret");
    publish("app.broken");
    publish("app.plain");

    assertThat(next()).isEqualTo("ear app.plain");
    assertThat(bus.statistics().events().published()).isEqualTo(3);
    assertThat(bus.statistics().events().held()).isEqualTo(2);
    assertThat(bus.statistics().events().failedMiddleware()).isEqualTo(1);
  }

  @Test
  void a_bus_that_closes_lets_everybody_handle_what_was_told_before() {
    var handled = new AtomicInteger();
    bus.subscribe(EventSubscriber.ofAll("slow"), event -> handled.incrementAndGet());
    for (int i = 0; i < 500; i++) {
      post("app.n" + i);
    }

    bus.close();

    assertThat(handled).hasValue(500);
    assertThat(statistics("slow").delivered()).as("told after the end, too").isEqualTo(500);
    assertThatIllegalStateException().isThrownBy(() -> bus.publish(notice("app.late")));
    assertThatIllegalStateException().isThrownBy(() -> tell(EventSubscriber.ofAll("late")));
  }

  @Test
  void a_bus_that_closes_waits_for_who_has_much_to_do_still() throws Exception {
    var quick = new CompletableFuture<Thread>();
    var handled = new AtomicInteger();
    bus.subscribe(
        EventSubscriber.ofAll("slow"),
        event -> {
          // Ends with the bus, and after this one would have been shut.
          quick.get(30, TimeUnit.SECONDS).join();
          handled.incrementAndGet();
        });
    bus.subscribe(
        EventSubscriber.of("quick", EventSelector.matching("app.first")),
        event -> quick.complete(Thread.currentThread()));
    publish("app.first");
    for (int i = 0; i < 100; i++) {
      publish("app.n" + i);
    }
    assertThat(handled).hasValue(0);

    bus.close();

    assertThat(handled).hasValue(101);
    assertThat(bus.statistics().totals()).isEqualTo(new BusStatistics.Totals(102, 0, 0));
  }

  @Test
  void a_bus_that_closes_leaves_behind_who_does_not_come_to_an_end() throws Exception {
    bus.close();
    bus = patient(SHORT);
    EventSubscription stuck = stuck(new Delivery.Queued(10, Overflow.DROP));
    publish("app.one");
    publish("app.two");
    assertThat(next()).isEqualTo("stuck has app.one");

    bus.close();

    assertThat(stuck.statistics().dropped()).as("the second one").isEqualTo(1);
    assertThat(told).isEmpty();
  }

  @Test
  void a_bus_closes_whether_or_not_anybody_listened() {
    bus.close();
    bus.close();
    assertThat(bus.statistics().events().published()).isZero();
  }

  @Test
  void no_two_subscribers_have_one_name() {
    tell(EventSubscriber.ofAll("ann"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tell(EventSubscriber.ofAll("ann")))
        .withMessageContaining("named ann already");
  }

  @Test
  void more_notices_than_anybody_could_read_are_refused() throws Exception {
    stuck(new Delivery.Awaited());
    post("app.first");
    assertThat(next()).isEqualTo("stuck has app.first");
    for (int i = 0; i < 10_000; i++) {
      post("app.n");
    }

    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> bus.publish(notice("app.more")))
        .withMessageContaining("10000 notices");
  }

  private static final EventSubscriber EAR =
      EventSubscriber.of("ear", EventSelector.matching("agent.processing.started", "session.*"))
          .delivered(new Delivery.Queued(2_000, Overflow.DROP));

  private Story session() {
    return Story.begin(store, new CountingIds(), Owner.LOCAL, Workshop.settings());
  }

  /** Tells that an agent began to work upon the session's last event. */
  private void work(WorkReport report, Story session) {
    report.tell(
        new UUID(0, sent.incrementAndGet()),
        session.log().getLast(),
        new WorkNotice.Work.Started(new AgentName("coder")),
        Instant.EPOCH);
  }

  /** A bus on which a loop tells, whose reader waits at a gate with the first page it reads. */
  private final class Told implements AutoCloseable {
    private final Gate page = new Gate();
    private final EventFeed gated =
        new EventFeed(
            TroubledReads.of(
                store.reads(),
                (name, answer) -> {
                  if (answer instanceof List<?> read && name.equals("ledger") && !read.isEmpty()) {
                    page.passDeaf();
                  }
                  return answer;
                }));
    private final Announcer announcer = new Announcer();
    private final EventBus busy =
        new EventBus(
            () -> gated.openWholeLedger(Optional.of(store.reads().ledgerEnd())), announcer);

    void hear() {
      busy.subscribe(EAR, event -> told.add(event.type()));
    }

    /** A session that is recorded and published. */
    Story session() {
      Story story = EventBusTest.this.session();
      gated.publish(Owner.LOCAL, story.log());
      return story;
    }

    WorkReport report(Story session) {
      return announcer.works(Owner.LOCAL, session.id());
    }

    /** All that was told before has been handed on when this has been. */
    void pass() {
      busy.publish(notice("app.passes")).orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
      page.open();
      busy.close();
      gated.close();
    }
  }

  @Test
  void what_the_runtime_is_at_waits_for_nobody_and_takes_no_room_from_notices() {
    try (var on = new Told()) {
      Story session = on.session();
      WorkReport report = on.report(session);
      work(report, session);
      on.busy.subscribe(
          EventSubscriber.ofAll("stuck").delivered(new Delivery.Awaited()),
          event -> {
            if (event instanceof WorkNotice) {
              released.await();
            }
          });
      on.page.open();
      session.outside((it, moment) -> it.delete(moment));
      on.gated.publish(Owner.LOCAL, List.of(session.log().getLast()));

      for (int i = 0; i < 2 * NoticePost.MAX_WAITING; i++) {
        work(report, session);
      }
      CompletableFuture<Void> noticed = on.busy.publish(notice("app.built"));
      released.countDown();

      assertThat(noticed.orTimeout(60, TimeUnit.SECONDS)).succeedsWithin(LONG);
      on.busy.close();
      work(report, session);
      // One may have been on its way already when the queue was full; and there are the notice
      // and the event that all follow upon.
      assertThat(on.busy.statistics().events().published())
          .isBetween(NoticePost.MAX_WAITING + 2L, NoticePost.MAX_WAITING + 3L);
    }
  }

  @Test
  void what_the_runtime_is_at_comes_before_what_it_recorded_after_that() throws Exception {
    try (var on = new Told()) {
      on.hear();
      Story story = session();
      WorkReport report = on.report(story);
      on.gated.publish(Owner.LOCAL, story.log());
      on.page.awaitReached();
      for (int i = 0; i < 1_000; i++) {
        work(report, story);
      }
      report.close();
      story.outside((session, moment) -> session.delete(moment));
      on.gated.publish(Owner.LOCAL, List.of(story.log().getLast()));

      on.page.open();

      assertThat(next()).isEqualTo("session.created");
      for (int i = 0; i < 1_000; i++) {
        assertThat(next()).as("notice %d", i).isEqualTo("agent.processing.started");
      }
      assertThat(next()).isEqualTo("session.deleted");
    }
  }

  @Test
  void what_the_runtime_is_at_waits_for_what_led_to_it() throws Exception {
    try (var on = new Told()) {
      on.hear();
      Story story = on.session();
      try (WorkReport report = on.report(story)) {
        on.page.awaitReached();
        work(report, story);
        on.pass();
        assertThat(told).as("before its cause").isEmpty();

        on.page.open();
        assertThat(next()).isEqualTo("session.created");
        assertThat(next()).isEqualTo("agent.processing.started");
        work(report, story);
        assertThat(next()).as("long after its cause").isEqualTo("agent.processing.started");
      }
    }
  }

  @Test
  void what_follows_upon_an_event_from_before_anybody_listened_comes_with_the_next_one()
      throws Exception {
    try (var on = new Told()) {
      on.page.open();
      Story story = on.session();
      WorkReport report = on.report(story);
      on.hear();
      work(report, story);
      report.close();
      on.pass();
      assertThat(told).isEmpty();

      story.outside((session, moment) -> session.delete(moment));
      on.gated.publish(Owner.LOCAL, List.of(story.log().getLast()));

      assertThat(next()).isEqualTo("agent.processing.started");
      assertThat(next()).isEqualTo("session.deleted");
    }
  }

  @Test
  void more_than_anybody_could_hear_is_not_kept_either_for_what_led_to_it() throws Exception {
    try (var on = new Told()) {
      on.busy.subscribe(
          EventSubscriber.of("ear", EventSelector.matching("agent.processing.started"))
              .delivered(new Delivery.Queued(20_000, Overflow.DROP)),
          event -> told.add(event.type()));
      Story story = on.session();
      WorkReport report = on.report(story);
      on.page.awaitReached();
      for (int i = 0; i < NoticePost.MAX_WAITING + 1_000; i++) {
        work(report, story);
      }

      on.page.open();
      on.busy.close();

      assertThat(told).hasSize(NoticePost.MAX_WAITING);
    }
  }

  @Test
  void what_waits_for_what_led_to_it_is_told_before_the_bus_is_closed() throws Exception {
    try (var on = new Told()) {
      on.hear();
      Story story = on.session();
      WorkReport report = on.report(story);
      on.page.awaitReached();
      work(report, story);
      report.close();

      on.page.open();
      on.busy.close();

      assertThat(told).containsExactly("session.created", "agent.processing.started");
    }
  }
}
