package dev.agentruntime.application.bus;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.LedgerEntry;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a runtime tells those who follow its log. */
@Timeout(60)
class FollowedRuntimeTest {

  private static final DurableSubscriber EAR = DurableSubscriber.of("ear", EventSelector.ALL);

  private final Scenario story = Scenario.given();
  private final BlockingQueue<RecordedEvent> told = new LinkedBlockingQueue<>();
  private final AtomicReference<Thread> teller = new AtomicReference<>();

  @AfterEach
  void end() {
    story.close();
  }

  private void follow() {
    story.runtime().follow(EAR, this::keep);
  }

  private void keep(List<LedgerEntry> events) {
    teller.set(Thread.currentThread());
    events.stream().map(LedgerEntry::event).forEach(told::add);
  }

  private RecordedEvent next() throws InterruptedException {
    RecordedEvent next = told.poll(30, TimeUnit.SECONDS);
    assertThat(next).as("another event").isNotNull();
    return next;
  }

  private List<RecordedEvent> told(int count) throws InterruptedException {
    var events = new ArrayList<RecordedEvent>();
    while (events.size() < count) {
      events.add(next());
    }
    return events;
  }

  /** A session's whole log, told by nobody in particular. */
  private List<RecordedEvent> work() {
    return story
        .anotherSession()
        .modelCalls(call("list_files", "{\"path\":\".\"}"))
        .modelReplies("Done.")
        .userSays("go")
        .events();
  }

  @Test
  void who_goes_down_with_its_process_is_told_everything_once_it_is_back() throws Exception {
    follow();
    List<RecordedEvent> log = new ArrayList<>(work());
    story.processDies();
    log.addAll(work());

    follow();

    // What the first was told may be told again: it may have died before it noted that.
    Set<RecordedEvent> seen = new LinkedHashSet<>();
    while (seen.size() < log.size()) {
      seen.add(next());
    }
    assertThat(seen).containsExactlyElementsOf(log);
  }

  @Test
  void who_stops_with_its_process_goes_on_behind_what_it_was_told() throws Exception {
    follow();
    List<RecordedEvent> first = work();
    assertThat(told(first.size())).isEqualTo(first);
    story.processStops();
    List<RecordedEvent> second = work();

    follow();

    assertThat(told(second.size())).isEqualTo(second);
  }

  @Test
  void middleware_of_the_bus_hides_nothing_from_who_follows() throws Exception {
    var seen = new CountDownLatch(1);
    EventBus bus = story.runtime().bus();
    bus.use(
        event -> {
          if (event.type().equals("turn.completed")) {
            seen.countDown();
          }
          return Optional.empty();
        });
    List<BusEvent> heard = new ArrayList<>();
    bus.subscribe(EventSubscriber.ofAll("on the bus"), heard::add);
    follow();

    List<RecordedEvent> log = work();

    assertThat(told(log.size())).isEqualTo(log);
    Gate.await(seen, "the bus did not come so far");
    assertThat(heard).isEmpty();
  }

  @Test
  void a_runtime_that_is_closed_leaves_nobody_behind_who_tells() throws Exception {
    follow();
    told(work().size());
    AgentRuntime runtime = story.runtime();

    runtime.close();

    assertThat(teller.get().isAlive()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> runtime.follow(EAR, this::keep))
        .withMessage("the runtime is closed");
  }

  @Test
  void a_runtime_waits_for_who_is_being_told_before_it_lets_go_of_its_store() {
    List<RecordedEvent> log = work();
    var idle = new CompletableFuture<Thread>();
    AgentRuntime runtime = story.runtime();
    runtime.follow(
        DurableSubscriber.of("idle", EventSelector.ALL),
        events -> idle.complete(Thread.currentThread()));
    var handled = new CompletableFuture<Boolean>();
    var gate = new CountDownLatch(1);
    runtime.follow(
        EAR,
        events -> {
          keep(events);
          gate.countDown();
          // Ends when the runtime closes, and not before.
          handled.complete(idle.get(30, TimeUnit.SECONDS).join(Duration.ofSeconds(30)));
        });
    Gate.await(gate, "nobody was told");
    assertThat(handled).isNotDone();

    runtime.close();

    assertThat(handled).isCompletedWithValue(true);
    assertThat(told).containsExactlyElementsOf(log);
    assertThat(story.store().reads().place(EAR.key())).contains(story.store().reads().ledgerEnd());
  }
}
