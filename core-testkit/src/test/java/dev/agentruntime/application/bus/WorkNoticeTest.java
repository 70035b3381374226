package dev.agentruntime.application.bus;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.event.EventCategory;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.Workspaces;
import dev.agentruntime.application.session.CancelTurn;
import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.testkit.FakeChatModel;
import dev.agentruntime.testkit.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the bus tells of work that goes on, and no log holds. */
@Timeout(60)
class WorkNoticeTest {

  private static final String STARTED = "agent.processing.started";
  private static final String COMPLETED = "agent.processing.completed";
  private static final String FAILED = "agent.processing.failed";
  private static final String ERROR = "agent.error.occurred";
  private static final String ASKED = "llm.request.started";
  private static final String MEASURED = "metrics.performance.measured";

  private final Scenario story = Scenario.given();
  private final List<BusEvent> told = new CopyOnWriteArrayList<>();

  @AfterEach
  void end() {
    story.close();
  }

  private void listen() {
    listen(STARTED, COMPLETED, FAILED, ERROR, ASKED);
  }

  private void listen(String... types) {
    story
        .runtime()
        .bus()
        .subscribe(EventSubscriber.of("ear", EventSelector.matching(types)), told::add);
  }

  /** All that was told; closing waits for it. */
  private List<BusEvent> told() {
    story.runtime().close();
    return told;
  }

  private static List<String> lines(List<BusEvent> events) {
    return events.stream().map(event -> event.type() + " " + event.data().canonical()).toList();
  }

  private BusEvent only(String type) {
    List<BusEvent> found = told().stream().filter(event -> event.type().equals(type)).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private RecordedEvent recorded(String type) {
    return story.events().stream()
        .filter(event -> event.type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private UUID turn() {
    return ((SessionEvent.TurnStarted) recorded("turn.started").event()).turn().value();
  }

  private void thenBelongs(BusEvent event, RecordedEvent cause) {
    assertThat(event.correlation()).isEqualTo(turn());
    assertThat(event.causation()).isEqualTo(cause.id());
    assertThat(event.owner()).contains(Owner.LOCAL);
    assertThat(event.session()).contains(story.open());
    assertThat(event.source()).isEqualTo("agent-runtime");
    assertThat(event.version()).isEqualTo(1);
    assertThat(event.recorded()).isEmpty();
    assertThat(event.at()).isAfterOrEqualTo(cause.at());
    assertThat(story.events()).extracting(RecordedEvent::id).doesNotContain(event.id());
    assertThat(story.eventTypes()).doesNotContain(event.type());
  }

  @Test
  void an_agent_that_begins_to_work_is_told_with_what_took_the_turn_up() {
    listen();
    story.modelReplies("Done.").userSays("go");

    BusEvent started = only(STARTED);
    thenBelongs(started, recorded("turn.running"));
    assertThat(started.category()).isEqualTo(EventCategory.AGENT);
    assertThat(started.data().canonical()).isEqualTo("{\"agent\":\"coder\"}");
    assertThat(started.at()).isEqualTo(recorded("turn.running").at());
  }

  @Test
  void an_agent_that_is_done_is_told_with_how_long_it_worked() {
    listen();
    story
        .modelDoes(
            (request, deltas) -> {
              story.timePasses(Duration.ofSeconds(2));
              return new ChatModel.Outcome.Replied(FakeChatModel.reply("Done."));
            })
        .userSays("go");

    BusEvent completed = only(COMPLETED);
    thenBelongs(completed, recorded("turn.completed"));
    assertThat(completed.data().canonical())
        .isEqualTo(
            "{\"agent\":\"coder\",\"duration_ms\":2000,\"outcome\":\"completed\",\"success\":true}");
  }

  @Test
  void a_request_to_a_model_is_told_when_it_begins() {
    listen();
    story
        .modelDoes((request, deltas) -> new ChatModel.Outcome.Replied(FakeChatModel.reply("Done.")))
        .userSays("go");

    BusEvent asked = only(ASKED);
    thenBelongs(asked, recorded("turn.running"));
    assertThat(asked.category()).isEqualTo(EventCategory.METRICS);
    ChatModel.Request request = story.model().lastRequest();
    assertThat(asked.data().canonical())
        .isEqualTo(
            "{\"agent\":\"coder\",\"messages_count\":%d,\"model\":\"fake-model\","
                    .formatted(request.messages().size())
                + "\"purpose\":\"reply\",\"tools_count\":%d}".formatted(request.tools().size()));
  }

  @Test
  void an_agent_whose_turn_fails_is_told_as_failed() {
    listen();
    story
        .modelDoes(
            (request, deltas) -> new ChatModel.Outcome.Failed(FailureKind.TIMEOUT, "no answer"))
        .userSays("go");

    BusEvent failed = only(FAILED);
    thenBelongs(failed, recorded("turn.failed"));
    assertThat(failed.data().canonical())
        .isEqualTo(
            "{\"agent\":\"coder\",\"duration_ms\":0,\"error_type\":\"timeout\","
                + "\"outcome\":\"failed\",\"success\":false}");
    assertThat(lines(told)).noneMatch(line -> line.startsWith(COMPLETED));
  }

  @Test
  void an_error_is_told_with_what_is_wrong() {
    listen();
    story
        .modelDoes(
            (request, deltas) -> new ChatModel.Outcome.Failed(FailureKind.TIMEOUT, "no answer"))
        .userSays("go");

    BusEvent error = only(ERROR);
    thenBelongs(error, recorded("turn.failed"));
    assertThat(error.data().canonical())
        .isEqualTo(
            "{\"agent\":\"coder\",\"error_message\":\"no answer\",\"error_type\":\"timeout\"}");
  }

  @Test
  void where_an_agents_time_went_is_told_when_it_works_no_longer() {
    listen(MEASURED);
    story
        .modelCalls(
            call("list_files", "{\"path\":\".\"}"), call("list_files", "{\"path\":\"src\"}"))
        .modelReplies("", call("switch_mode", "{\"mode\":\"debug\",\"reason\":\"it fails\"}"))
        .modelReplies("Done.")
        .userSays("look");

    List<BusEvent> measured = told();
    assertThat(lines(measured))
        .map(line -> line.replaceAll("_ms\":\\d+", "_ms\":0"))
        .containsExactly(
            MEASURED
                + " {\"agent\":\"coder\",\"model_ms\":0,\"model_requests\":2,\"tool_ms\":0,"
                + "\"tool_runs\":2}",
            MEASURED
                + " {\"agent\":\"debug\",\"model_ms\":0,\"model_requests\":1,\"tool_ms\":0,"
                + "\"tool_runs\":0}");
    thenBelongs(measured.getFirst(), recorded("agent.switched"));
    thenBelongs(measured.getLast(), recorded("turn.completed"));
    assertThat(measured.getFirst().category()).isEqualTo(EventCategory.METRICS);
  }

  @Test
  void who_waits_hands_over_or_is_stopped_is_told_with_that() {
    listen();
    story
        .modelReplies("", call("switch_mode", "{\"mode\":\"debug\",\"reason\":\"a test fails\"}"))
        .modelReplies("", call("execute_command", "{\"command\":\"make\"}"))
        .userSays("mend it")
        .thenWaitsFor(WaitReason.APPROVAL);
    story
        .modelDoes(
            (request, deltas) -> {
              story.runtime().cancel(new CancelTurn(Owner.LOCAL, request.session(), "enough"));
              Thread.currentThread().join();
              throw new IllegalStateException("interrupted before");
            })
        .rejected("execute_command", "no");

    assertThat(lines(told()).stream().filter(line -> !line.startsWith(ASKED)))
        .map(line -> line.replaceAll("\"duration_ms\":\\d+", "\"duration_ms\":0"))
        .containsExactly(
            STARTED + " {\"agent\":\"coder\"}",
            COMPLETED
                + " {\"agent\":\"coder\",\"duration_ms\":0,\"outcome\":\"handed_over\","
                + "\"success\":true,\"to\":\"debug\"}",
            STARTED + " {\"agent\":\"debug\"}",
            COMPLETED
                + " {\"agent\":\"debug\",\"duration_ms\":0,\"outcome\":\"waiting\","
                + "\"success\":true,\"waiting\":\"approval\"}",
            STARTED + " {\"agent\":\"debug\"}",
            COMPLETED + " {\"agent\":\"debug\",\"duration_ms\":0,\"outcome\":\"left\"}");
  }

  @Test
  void a_message_that_interrupts_is_told_as_work_on_another_turn() {
    listen();
    story
        .modelDoes(
            (request, deltas) -> {
              story.send("be short", IfBusy.INTERRUPT);
              Thread.currentThread().join();
              throw new IllegalStateException("interrupted before");
            })
        .modelReplies("Short.")
        .userSays("tell me");

    List<UUID> turns =
        story.events().stream()
            .map(RecordedEvent::event)
            .filter(SessionEvent.TurnStarted.class::isInstance)
            .map(event -> ((SessionEvent.TurnStarted) event).turn().value())
            .toList();
    assertThat(told())
        .extracting(BusEvent::type)
        .containsExactly(STARTED, ASKED, COMPLETED, STARTED, ASKED, COMPLETED);
    assertThat(told.subList(0, 3)).extracting(BusEvent::correlation).containsOnly(turns.get(0));
    assertThat(told.subList(3, 6)).extracting(BusEvent::correlation).containsOnly(turns.get(1));
  }

  @Test
  void what_fails_before_an_agent_begins_is_told_as_an_error() throws Exception {
    Workspaces broken =
        root -> {
          throw new IllegalStateException("the folder is gone");
        };
    try (AgentRuntime runtime =
        AgentRuntime.builder()
            .persistence(story.store())
            .model(story.model())
            .workspaces(broken)
            .build()) {
      runtime.bus().subscribe(EventSubscriber.ofAll("ear"), told::add);
      var go = new SendMessage(Owner.LOCAL, story.open(), "go", Optional.empty(), IfBusy.REJECT);
      runtime.send(go);
      runtime.settled(story.open()).get(30, TimeUnit.SECONDS);
    }

    List<BusEvent> work = told.stream().filter(WorkNotice.class::isInstance).toList();
    assertThat(work).extracting(BusEvent::type).containsExactly(ERROR);
    assertThat(work.getFirst().data().canonical())
        .contains("the turn could not go on: the folder is gone");
    thenBelongs(work.getFirst(), recorded("turn.failed"));
  }

  @Test
  void middleware_adds_to_it_and_a_session_that_nobody_hears_goes_on() throws Exception {
    story.modelReplies("Done.").userSays("go").thenCompletedWith("Done.");
    assertThat(story.runtime().bus().statistics().events().published()).isZero();

    story.runtime().bus().use(event -> Optional.of(Map.of("seen", "yes")));
    listen();
    story.modelReplies("Done.").userSays("go");

    assertThat(told()).hasSize(3).allMatch(event -> event.metadata().get("seen").equals("yes"));
  }
}
