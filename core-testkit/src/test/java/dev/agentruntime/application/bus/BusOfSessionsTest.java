package dev.agentruntime.application.bus;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.bus.EventSubscriber.Delivery;
import dev.agentruntime.application.bus.EventSubscriber.Overflow;
import dev.agentruntime.application.event.EventCategory;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.event.EventJson;
import dev.agentruntime.application.event.LedgerStreamEntry;
import dev.agentruntime.application.event.TroubledReads;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.testkit.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BusOfSessionsTest {

  private final Scenario story = Scenario.given();
  private final BlockingQueue<BusEvent> told = new LinkedBlockingQueue<>();

  @AfterEach
  void end() {
    story.close();
  }

  private void subscribe(EventSelector wanted) {
    story.runtime().bus().subscribe(EventSubscriber.of("ear", wanted), this::keep);
  }

  /** What is recorded nowhere has tests of its own. */
  private void keep(BusEvent event) {
    if (event.recorded().isPresent()) {
      told.add(event);
    }
  }

  private List<BusEvent> told(int count) throws InterruptedException {
    var events = new ArrayList<BusEvent>();
    while (events.size() < count) {
      events.add(
          Optional.ofNullable(told.poll(30, TimeUnit.SECONDS))
              .orElseThrow(() -> new AssertionError("only " + events.size() + " events came")));
    }
    return events;
  }

  private static List<RecordedEvent> of(SessionId session, List<BusEvent> events) {
    return events.stream()
        .map(event -> event.recorded().orElseThrow())
        .filter(event -> event.session().equals(session))
        .toList();
  }

  @Test
  void what_is_recorded_is_told_once_and_in_the_order_of_each_log() throws Exception {
    subscribe(EventSelector.ALL);
    story.modelCalls(call("list_files", "{\"path\":\".\"}")).modelReplies("Done.").userSays("go");
    SessionId first = story.open();
    List<RecordedEvent> firstLog = story.events();
    story.anotherSession().modelReplies("Done too.").userSays("go");
    List<RecordedEvent> secondLog = story.events();

    List<BusEvent> events = told(firstLog.size() + secondLog.size());

    assertThat(of(first, events)).isEqualTo(firstLog);
    assertThat(of(story.open(), events)).isEqualTo(secondLog);
    assertThat(told).isEmpty();
  }

  /** Whatever runs beside it, in the order of what became of each session. */
  @Test
  void what_the_runtime_is_at_is_told_between_what_led_to_it_and_what_came_of_it() {
    var all = new ConcurrentLinkedQueue<BusEvent>();
    story.runtime().bus().subscribe(EventSubscriber.of("ear", EventSelector.ALL), all::add);
    for (int i = 0; i < 20; i++) {
      story
          .anotherSession()
          .modelCalls(call("list_files", "{\"path\":\".\"}"))
          .modelReplies("Done.")
          .userSays("go");
    }
    story.runtime().close();

    var last = new HashMap<SessionId, RecordedEvent>();
    var notices = new HashMap<String, Integer>();
    for (BusEvent event : all) {
      event.recorded().ifPresent(recorded -> last.put(recorded.session(), recorded));
      if (event instanceof WorkNotice notice) {
        RecordedEvent cause = notice.place().cause();
        assertThat(last.get(cause.session())).as(event.type()).isEqualTo(cause);
        notices.merge(event.type(), 1, Integer::sum);
      }
    }
    assertThat(notices)
        .containsEntry("agent.processing.started", 20)
        .containsEntry("llm.request.started", 40)
        .containsEntry("agent.processing.completed", 20);
  }

  @Test
  void an_event_tells_all_that_the_log_knows_of_it() throws Exception {
    subscribe(EventSelector.matching("turn.completed"));
    story.modelReplies("Done.").userSays("go");

    BusEvent event = told(1).getFirst();
    RecordedEvent recorded = story.events().getLast();
    EventJson.Form form = EventJson.write(recorded.event());

    assertThat(event.id()).isEqualTo(recorded.id());
    assertThat(event.type()).isEqualTo("turn.completed");
    assertThat(event.category()).isEqualTo(EventCategory.SESSION);
    assertThat(event.version()).isEqualTo(form.version());
    assertThat(event.owner()).contains(Owner.LOCAL);
    assertThat(event.session()).contains(story.open());
    assertThat(event.correlation()).isEqualTo(recorded.cause().correlation());
    assertThat(event.causation()).isEqualTo(recorded.cause().causation());
    assertThat(event.source()).isEqualTo("agent-runtime");
    assertThat(event.at()).isEqualTo(recorded.at());
    assertThat(event.data()).isEqualTo(form.data());
    assertThat(event.metadata()).isEmpty();
  }

  @Test
  void a_request_that_stands_alone_is_told_without_a_session() throws Exception {
    subscribe(EventSelector.ALL);
    Approval asked = story.asks(Optional.empty(), "to the sea");

    BusEvent event = told(1).getFirst();

    assertThat(event.type())
        .as("that it has a log is nobody's matter")
        .isEqualTo("approval.requested");
    assertThat(event.session()).isEmpty();
    assertThat(event.recorded().orElseThrow().session().value()).isEqualTo(asked.id().value());
  }

  @Test
  void what_another_process_records_is_told_too() throws Exception {
    try (AgentRuntime other =
        AgentRuntime.builder().persistence(story.store()).model(story.model()).build()) {
      other.bus().subscribe(EventSubscriber.ofAll("elsewhere"), this::keep);
      story.modelReplies("Done.").userSays("go");

      assertThat(of(story.open(), told(story.events().size()))).isEqualTo(story.events());
    }
  }

  @Test
  void a_log_that_cannot_be_read_for_a_while_is_told_all_the_same() throws Exception {
    var failures = new AtomicInteger();
    var troubled =
        new EventFeed(
            TroubledReads.of(
                story.store().reads(),
                (name, answer) -> {
                  if (name.equals("ledger") && failures.incrementAndGet() <= 3) {
                    throw failures.get() == 1
                        ? new PersistenceException("the store is away", null)
                        : new IllegalArgumentException("event kind \"new\" is not known");
                  }
                  return answer;
                }));
    var place = story.store().reads().ledgerEnd();
    try (var bus =
        new EventBus(() -> troubled.openWholeLedger(Optional.of(place)), Duration.ofMillis(20))) {
      bus.subscribe(EventSubscriber.ofAll("ear"), this::keep);
      story.modelReplies("Done.").userSays("go");

      assertThat(of(story.open(), told(story.events().size()))).isEqualTo(story.events());
      assertThat(bus.statistics().failedReads()).isEqualTo(3);
    }
  }

  @Test
  void what_middleware_holds_back_stays_in_the_log() throws Exception {
    story
        .runtime()
        .bus()
        .use(
            event ->
                event.type().startsWith("message.")
                    ? Optional.empty()
                    : Optional.of(event.metadata()));
    subscribe(EventSelector.ALL);
    story.modelReplies("Done.").userSays("go");

    List<RecordedEvent> log = story.events();
    List<RecordedEvent> expected =
        log.stream().filter(event -> !event.type().startsWith("message.")).toList();
    assertThat(of(story.open(), told(expected.size()))).isEqualTo(expected);
    assertThat(log).hasSizeGreaterThan(expected.size());
  }

  @Test
  void a_session_does_not_wait_for_a_listener_that_never_comes_back() throws Exception {
    var entered = new CountDownLatch(1);
    var forEver = new CountDownLatch(1);
    story
        .runtime()
        .bus()
        .subscribe(
            EventSubscriber.ofAll("stuck").delivered(new Delivery.Queued(1, Overflow.BLOCK)),
            event -> {
              entered.countDown();
              forEver.await();
            });

    story.modelReplies("Done.").userSays("go").thenCompletedWith("Done.");

    assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
    forEver.countDown();
  }

  @Test
  void who_reads_the_log_misses_nothing_though_the_process_died() throws Exception {
    String place = story.store().reads().ledgerEnd();
    story.modelReplies("Done.").userSays("go");
    story.processDies();

    try (var stream = story.runtime().openAll(Owner.LOCAL, Optional.of(place))) {
      var read = new ArrayList<RecordedEvent>();
      while (read.size() < story.events().size()) {
        stream
            .take(Duration.ofSeconds(30))
            .filter(LedgerStreamEntry.Recorded.class::isInstance)
            .ifPresent(entry -> read.add(((LedgerStreamEntry.Recorded) entry).event()));
      }
      assertThat(read).isEqualTo(story.events());
    }
  }
}
