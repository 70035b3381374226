package dev.agentruntime.application.bus;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentruntime.application.approval.PoliciesInForce;
import dev.agentruntime.application.event.EventCategory;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.job.Jobs;
import dev.agentruntime.application.json.JsonText;
import dev.agentruntime.application.lease.LocalProcess;
import dev.agentruntime.application.metrics.MetricsProjection;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.session.CleanUpHandler;
import dev.agentruntime.application.session.CloseIdleHandler;
import dev.agentruntime.application.session.CloseSession;
import dev.agentruntime.application.session.ExpireDueHandler;
import dev.agentruntime.application.session.ForgetRequestsHandler;
import dev.agentruntime.application.session.Housekeeping;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.testkit.CountingIds;
import dev.agentruntime.testkit.ForwardingPersistence;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.Scenario;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the bus tells of the runtime itself. */
@Timeout(60)
class SystemNoticeTest {

  private static final String STARTED = "system.background_task.started";
  private static final String COMPLETED = "system.background_task.completed";
  private static final String FAILED = "system.background_task.failed";
  private static final EventSelector SYSTEM = EventSelector.matching("system.*", "metrics.*");

  private final Scenario story = Scenario.given();
  private final Supplier<UUID> ids = new CountingIds();
  private final List<BusEvent> told = new CopyOnWriteArrayList<>();

  @AfterEach
  void end() {
    story.close();
  }

  private void listen(String name, BusListener listener) {
    story.runtime().bus().subscribe(EventSubscriber.of(name, SYSTEM), listener);
  }

  /** All that was told; closing waits for it. */
  private List<String> types() {
    story.runtime().close();
    return told.stream().map(BusEvent::type).toList();
  }

  private static String line(BusEvent event) {
    String data = event.data().canonical();
    return event.type() + " " + data.replaceAll("\"duration_ms\":\\d+", "\"duration_ms\":0");
  }

  @Test
  void a_start_is_told_to_who_subscribes_first() {
    story.modelReplies("Done.").userSays("go");
    listen("first", told::add);
    assertThat(types()).containsExactly("system.startup", "system.shutdown");

    BusEvent start = told.getFirst();
    assertThat(start.category()).isEqualTo(EventCategory.SYSTEM);
    assertThat(start.correlation()).isEqualTo(start.id());
    assertThat(start.causation()).isEqualTo(start.id());
    assertThat(start.owner()).isEmpty();
    assertThat(start.session()).isEmpty();
    assertThat(start.recorded()).isEmpty();
    assertThat(start.source()).isEqualTo("agent-runtime");
    assertThat(start.version()).isEqualTo(1);
    assertThat(start.at()).isBeforeOrEqualTo(Instant.now());
    assertThat(start.metadata()).isEmpty();
  }

  @Test
  void who_comes_later_is_not_told_of_the_start() {
    var started = new CountDownLatch(1);
    story.runtime().bus().use(event -> Optional.of(Map.of("seen", event.type())));
    listen(
        "first",
        event -> {
          told.add(event);
          started.countDown();
        });
    Gate.await(started, "nobody was told of the start");
    listen("second", told::add);

    assertThat(types()).containsExactly("system.startup", "system.shutdown", "system.shutdown");
    assertThat(told.getFirst().metadata()).containsEntry("seen", "system.startup");
  }

  @Test
  void a_stop_is_told_last_and_once_as_part_of_the_same_run() {
    listen("ear", told::add);
    story.runtime().close();
    story.runtime().close();

    assertThat(types()).containsExactly("system.startup", "system.shutdown");
    BusEvent start = told.getFirst();
    BusEvent stop = told.getLast();
    assertThat(stop.correlation()).isEqualTo(start.id());
    assertThat(stop.causation()).isEqualTo(start.id());
    assertThat(stop.id()).isNotEqualTo(start.id());
    assertThat(line(stop)).isEqualTo("system.shutdown {\"duration_ms\":0}");
  }

  @Test
  void what_time_brings_is_told_as_a_task_and_nothing_where_it_brings_nothing() {
    story.clientTools().policy("{\"rules\":[{\"id\":\"all\",\"decision\":\"allow\"}]}");
    listen("ear", told::add);
    story
        .modelCalls(call("write_file", "{\"path\":\"a\",\"content\":\"x\"}"))
        .modelReplies("The client is gone.")
        .userSays("write")
        .thenWaitsFor(WaitReason.CLIENT);
    story.runtime().expireDue();
    story.timePasses(Duration.ofDays(2)).runtime().expireDue();
    story.settle().runtime().expireDue();

    assertThat(types()).startsWith("system.startup").endsWith("system.shutdown");
    assertThat(told.stream().map(SystemNoticeTest::line).filter(line -> line.contains("_task")))
        .containsExactly(
            STARTED + " {\"task\":\"expiry\"}",
            COMPLETED + " {\"done\":{\"sessions\":1},\"duration_ms\":0,\"task\":\"expiry\"}");
    List<BusEvent> tasks = told.stream().filter(event -> event.type().contains("_task")).toList();
    thenBelongTogether(told.getFirst(), tasks.getFirst(), tasks.getLast());
  }

  private static void thenBelongTogether(BusEvent start, BusEvent begun, BusEvent ended) {
    assertThat(begun.correlation()).isEqualTo(start.id());
    assertThat(begun.causation()).isEqualTo(start.id());
    assertThat(ended.correlation()).isEqualTo(start.id());
    assertThat(ended.causation()).isEqualTo(begun.id());
  }

  /** Sweeps of a store, each to its end. */
  private List<String> keepHouse(Persistence store, int times) {
    return keepHouse(store, times, Housekeeping::run);
  }

  private List<String> keepHouse(Persistence store, int times, Consumer<Housekeeping> doing) {
    var announcer = new Announcer();
    var lifetime = new Lifetime(announcer, ids);
    var feed = new EventFeed(store.reads());
    var bus =
        new EventBus(
            () -> feed.openWholeLedger(Optional.of(story.store().reads().ledgerEnd())), announcer);
    try (bus) {
      lifetime.begins();
      bus.subscribe(EventSubscriber.of("ear", SYSTEM), told::add);
      var commands = new SessionCommands(store, feed, woken -> {}, ids);
      for (int i = 0; i < times; i++) {
        try (var house =
            new Housekeeping(
                new Jobs(store, LocalProcess.owner(ids.get()), lifetime, RuntimeObserver.NONE),
                new Housekeeping.Chores(
                    new ExpireDueHandler(
                        commands, store, new PoliciesInForce(JsonText.readObject("{}"))),
                    new ForgetRequestsHandler(store),
                    new CloseIdleHandler(commands, store),
                    new CleanUpHandler(store),
                    new MetricsProjection(store)),
                new Housekeeping.Ages(Optional.empty(), Optional.of(Duration.ofDays(30))))) {
          doing.accept(house);
        } catch (PersistenceException e) {
          assertThat(e).hasMessage("the store is away");
        }
      }
    }
    // A program that is packed knows its version, classes in a folder do not.
    return told.stream()
        .map(SystemNoticeTest::line)
        .map(line -> line.startsWith("system.startup ") ? "system.startup {}" : line)
        .toList();
  }

  @Test
  void counting_and_cleaning_up_are_told_with_what_was_done() {
    story.modelReplies("Done.").userSays("go");
    story.runtime().close(new CloseSession(Owner.LOCAL, story.open()));
    story.timePasses(Duration.ofDays(31));

    List<String> lines = keepHouse(story.store(), 2);

    assertThat(lines)
        .containsExactly(
            "system.startup {}",
            STARTED + " {\"task\":\"counting\"}",
            "metrics.collected {\"complete\":true,\"events\":2,\"unreadable_events\":0}",
            COMPLETED + " {\"done\":{\"events\":2},\"duration_ms\":0,\"task\":\"counting\"}",
            STARTED + " {\"task\":\"clean_up\"}",
            COMPLETED + " {\"done\":{\"sessions\":1},\"duration_ms\":0,\"task\":\"clean_up\"}");
    thenBelongTogether(told.get(0), told.get(1), told.get(2));
    thenBelongTogether(told.get(0), told.get(1), told.get(3));
    assertThat(told.get(2).category()).isEqualTo(EventCategory.METRICS);
  }

  @Test
  void what_could_not_be_done_is_not_told_as_done() {
    story.clientTools().policy("{\"rules\":[{\"id\":\"all\",\"decision\":\"allow\"}]}");
    waitsForClient();
    story.anotherSession();
    waitsForClient();
    // It would let time take effect itself.
    story.runtime().close();
    story.timePasses(Duration.ofDays(2));
    var transactions = new AtomicInteger();
    var troubled =
        new ForwardingPersistence(story.store()) {
          @Override
          public <T> T inTransaction(Function<UnitOfWork, T> work) {
            // The first one tells what is due, the second one claims the job.
            if (transactions.incrementAndGet() == 3) {
              throw new PersistenceException("the store is away", null);
            }
            return super.inTransaction(work);
          }
        };

    List<String> lines = keepHouse(troubled, 1, Housekeeping::expireDue);

    assertThat(lines)
        .startsWith(
            "system.startup {}",
            STARTED + " {\"task\":\"expiry\"}",
            COMPLETED + " {\"done\":{\"sessions\":1},\"duration_ms\":0,\"task\":\"expiry\"}");
  }

  private void waitsForClient() {
    story
        .modelCalls(call("write_file", "{\"path\":\"a\",\"content\":\"x\"}"))
        .userSays("write")
        .thenWaitsFor(WaitReason.CLIENT);
  }

  @Test
  void sweeps_that_find_nothing_to_do_tell_nothing() {
    assertThat(keepHouse(story.store(), 3)).containsExactly("system.startup {}");
  }

  @Test
  void a_task_that_breaks_is_told_as_failed_without_what_the_trouble_says() {
    var away =
        new ForwardingPersistence(story.store()) {
          @Override
          public <T> T inTransaction(Function<UnitOfWork, T> work) {
            throw new PersistenceException("the store is away", null);
          }
        };

    assertThat(keepHouse(away, 1, Housekeeping::expireDue))
        .containsExactly(
            "system.startup {}",
            STARTED + " {\"task\":\"expiry\"}",
            FAILED
                + " {\"duration_ms\":0,\"error_type\":\"PersistenceException\","
                + "\"task\":\"expiry\"}");
    thenBelongTogether(told.get(0), told.get(1), told.get(2));
  }

  @Test
  void an_embedder_cannot_tell_it() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () ->
                Notice.of(
                    new UUID(1, 1),
                    "metrics.collected",
                    "test",
                    Instant.EPOCH,
                    JsonText.readObject("{}")));
  }
}
