package dev.agentruntime.application.turn;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.lease.LeaseTerms;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.GuardedObserver;
import dev.agentruntime.application.port.Observers;
import dev.agentruntime.application.port.RuntimeObserver;
import dev.agentruntime.application.session.CancelTurn;
import dev.agentruntime.application.session.SendMessage;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.testkit.FakeChatModel;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WatchedTest {

  private static final ChatModel.Call WRITE =
      call("write_file", "{\"path\":\"a.txt\",\"content\":\"hi\"}");
  private static final TraceParent ASKED = trace(1);
  private static final TraceParent DECIDED = trace(2);

  private static TraceParent trace(int number) {
    return new TraceParent("00-%032x-%016x-01".formatted(number, number));
  }

  /** Writes down what it is told. */
  private static class Diary implements RuntimeObserver {
    final List<String> lines = new CopyOnWriteArrayList<>();
    final List<AgentStart> starts = new CopyOnWriteArrayList<>();
    final List<SessionId> lost = new CopyOnWriteArrayList<>();
    volatile boolean closed;

    @Override
    public boolean traces() {
      return true;
    }

    @Override
    public AgentRun begins(AgentStart start) {
      starts.add(start);
      lines.add(start.agent().value() + " begins");
      return new Run(lines, trace(100 + starts.size()));
    }

    @Override
    public void leaseLost(SessionId session) {
      lost.add(session);
      lines.add("lease lost");
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private static class Run
      implements RuntimeObserver.AgentRun, RuntimeObserver.ModelCall, RuntimeObserver.ToolRun {
    private final List<String> lines;
    private final TraceParent place;

    Run(List<String> lines, TraceParent place) {
      this.lines = lines;
      this.place = place;
    }

    @Override
    public Optional<TraceParent> trace() {
      return Optional.of(place);
    }

    @Override
    public RuntimeObserver.ModelCall asks(ChatModel.Request request) {
      lines.add("asks to " + request.purpose());
      return this;
    }

    @Override
    public RuntimeObserver.ToolRun executes(AuthorizedCall call) {
      lines.add("executes " + call.tool().value());
      return this;
    }

    @Override
    public void ends(RuntimeObserver.AgentEnd end) {
      lines.add(
          switch (end) {
            case RuntimeObserver.AgentEnd.HandedOver over -> "hands over to " + over.to().value();
            case RuntimeObserver.AgentEnd.Waits waits -> "waits for " + waits.reason().id();
            case RuntimeObserver.AgentEnd.TurnOver over -> "turn " + over.outcome().id();
            case RuntimeObserver.AgentEnd.Left left -> "leaves";
          });
    }

    @Override
    public void firstPiece() {
      lines.add("first piece");
    }

    @Override
    public void ends(ChatModel.Outcome outcome) {
      lines.add(outcome.getClass().getSimpleName());
    }

    @Override
    public void ends(ToolResult result) {
      lines.add("result " + result.outcome().id());
    }

    @Override
    public void abandoned() {
      lines.add("abandoned");
    }
  }

  @Test
  void a_turn_is_told_run_by_run_with_what_each_does() {
    var diary = new Diary();
    try (Scenario story = Scenario.given().observer(diary)) {
      story
          .modelDoes(
              (request, deltas) -> {
                deltas.text("I write");
                deltas.text(" it.");
                return new ChatModel.Outcome.Replied(FakeChatModel.reply("I write it.", WRITE));
              })
          .modelReplies("Done.")
          .userSays("write a.txt")
          .thenWaitsFor(WaitReason.APPROVAL)
          .approved("write_file")
          .thenCompletedWith("Done.");
    }

    assertThat(diary.lines)
        .containsExactly(
            "coder begins",
            "asks to REPLY",
            "first piece",
            "Replied",
            "waits for approval",
            "coder begins",
            "executes write_file",
            "result succeeded",
            "asks to REPLY",
            "first piece",
            "Replied",
            "turn completed");
  }

  @Test
  void who_hands_over_ends_and_the_other_agent_begins() {
    var diary = new Diary();
    try (Scenario story = Scenario.given().startsWith(Optional.empty()).observer(diary)) {
      story
          .modelRoutes("{\"agent\":\"debug\",\"confidence\":\"high\",\"reason\":\"it fails\"}")
          .modelReplies("Found it.")
          .userSays("why does it fail?")
          .thenCompletedWith("Found it.");
    }

    assertThat(diary.lines)
        .containsExactly(
            "orchestrator begins",
            "asks to ROUTE",
            "Replied",
            "hands over to debug",
            "debug begins",
            "asks to REPLY",
            "first piece",
            "Replied",
            "turn completed");
  }

  @Test
  void a_call_that_nobody_wants_any_more_is_abandoned_and_the_run_is_left() {
    var diary = new Diary();
    try (Scenario story = Scenario.given().observer(diary)) {
      story
          .modelDoes(
              (request, deltas) -> {
                story.runtime().cancel(new CancelTurn(Owner.LOCAL, request.session(), "enough"));
                Thread.currentThread().join();
                throw new IllegalStateException("interrupted before");
              })
          .userSays("write a.txt");
    }

    assertThat(diary.lines).containsExactly("coder begins", "asks to REPLY", "abandoned", "leaves");
  }

  @Test
  void a_message_that_interrupts_is_worked_on_in_a_run_of_its_own() {
    var diary = new Diary();
    try (Scenario story = Scenario.given().observer(diary)) {
      story
          .modelDoes(
              (request, deltas) -> {
                sendWithin(story, DECIDED, "be short", IfBusy.INTERRUPT);
                Thread.currentThread().join();
                throw new IllegalStateException("interrupted before");
              })
          .modelReplies("Short.");
      sendWithin(story, ASKED, "tell me", IfBusy.REJECT);
      story.settle().thenCompletedWith("Short.");

      assertThat(diary.lines)
          .containsExactly(
              "coder begins",
              "asks to REPLY",
              "abandoned",
              "leaves",
              "coder begins",
              "asks to REPLY",
              "first piece",
              "Replied",
              "turn completed");
      RuntimeObserver.AgentStart second = diary.starts.get(1);
      assertThat(second.turn()).isNotEqualTo(diary.starts.get(0).turn());
      assertThat(second.cause()).contains(DECIDED);
      assertThat(second.origin()).contains(DECIDED);
      assertThat(story.model().lastRequest().trace()).contains(trace(102));
      assertThat(traceOf(story, "llm.request.completed")).contains(trace(102));
    }
  }

  @Test
  void a_model_that_fails_ends_its_call_and_the_turn() {
    var diary = new Diary();
    try (Scenario story = Scenario.given().observer(diary)) {
      story
          .modelDoes(
              (request, deltas) -> new ChatModel.Outcome.Failed(FailureKind.TIMEOUT, "no answer"))
          .userSays("hello");
    }

    assertThat(diary.lines)
        .containsExactly("coder begins", "asks to REPLY", "Failed", "turn failed");
  }

  @ParameterizedTest(autoCloseArguments = false)
  @EnumSource
  void an_observer_that_fails_changes_nothing(Faulty observer) {
    try (Scenario story = Scenario.given().observer(observer)) {
      writes(story);
      assertThat(story.eventTypes()).doesNotContain("turn.failed", "tool.execution.failed");
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @EnumSource
  void an_observer_that_fails_keeps_no_other_one_from_being_told(Faulty observer) {
    var alone = new Diary();
    try (Scenario story = Scenario.given().observer(alone)) {
      writes(story);
    }
    var before = new Diary();
    var behind = new Diary();
    try (Scenario story =
        Scenario.given().observer(new Observers(List.of(before, observer, behind)))) {
      writes(story);
    }

    assertThat(before.lines).isEqualTo(alone.lines).hasSizeGreaterThan(10);
    assertThat(behind.lines).isEqualTo(alone.lines);
  }

  private static void writes(Scenario story) {
    story
        .modelReplies("I write it.", WRITE)
        .modelReplies("Done.")
        .userSays("write a.txt")
        .approved("write_file")
        .thenCompletedWith("Done.");
  }

  @Test
  void what_the_virtual_machine_throws_is_not_held_back() {
    var observer =
        new GuardedObserver(
            start -> {
              throw new OutOfMemoryError("no heap left");
            });
    assertThatThrownBy(() -> observer.begins(null)).isInstanceOf(OutOfMemoryError.class);
  }

  @ParameterizedTest(autoCloseArguments = false)
  @EnumSource
  void several_observers_are_told_of_a_lost_lease_and_closed_whatever_one_of_them_does(
      Faulty observer) {
    var behind = new Diary();
    var all = new Observers(List.of(observer, behind));
    assertThat(all.traces()).isTrue();
    all.leaseLost(new SessionId(new UUID(1, 2)));
    all.close();
    assertThat(behind.lines).containsExactly("lease lost");
    assertThat(behind.closed).isTrue();
  }

  @Test
  void who_loses_a_lease_tells_its_own_observer_once_and_the_run_is_left() {
    var loser = new Diary();
    var winner = new Diary();
    var gate = new Gate();
    try (Scenario story = Scenario.given().approves(ApprovalMode.ALL).observer(loser)) {
      story
          .command(
              "deaf",
              output -> {
                gate.passDeaf();
                return ToolResult.succeeded("late");
              })
          .modelCalls(call("execute_command", "{\"command\":\"deaf\"}"))
          .send("go", IfBusy.REJECT);
      gate.awaitReached();
      var first = story.runtime().settled(story.open());
      story.observer(winner).timePasses(LeaseTerms.DEFAULT.time()).anotherProcess().settle();
      story.thenWaitsFor(WaitReason.RECOVERY);
      gate.open();
      assertThat(first).succeedsWithin(Duration.ofSeconds(30));

      assertThat(loser.lost).containsExactly(story.open());
      assertThat(loser.lines)
          .endsWith("executes execute_command", "result succeeded", "lease lost", "leaves");
      assertThat(winner.lost).isEmpty();
    } finally {
      gate.open();
    }
  }

  @Test
  void nobody_who_looks_on_is_asked_for_a_place_inside_a_transaction() {
    try (Scenario story = Scenario.given()) {
      var diary =
          new Diary() {
            @Override
            public AgentRun begins(AgentStart start) {
              return new Run(lines, trace(1)) {
                @Override
                public Optional<TraceParent> trace() {
                  story.store().requireOutside("an observer");
                  return super.trace();
                }
              };
            }
          };
      writes(story.observer(diary));
      assertThat(traceOf(story, "tool.execution.completed")).contains(trace(1));
    }
  }

  @Test
  void a_run_knows_the_trace_that_began_its_turn_and_what_let_it_go_on() {
    var diary = new Diary();
    try (Scenario story = Scenario.given().observer(diary)) {
      story.modelReplies("", WRITE).modelReplies("Done.");
      sendWithin(story, ASKED, "write a.txt", IfBusy.REJECT);
      story.settle();
      story
          .runtime()
          .within(Optional.of(DECIDED))
          .decide(story.decision("write_file", new ApprovalDecision.Approve()));
      story.settle().thenCompletedWith("Done.");

      RuntimeObserver.AgentStart first = diary.starts.get(0);
      assertThat(first.cause()).contains(ASKED);
      assertThat(first.origin()).contains(ASKED);
      RuntimeObserver.AgentStart second = diary.starts.get(1);
      assertThat(second.cause()).contains(DECIDED);
      assertThat(second.origin()).contains(ASKED);
      assertThat(second.turn()).isEqualTo(first.turn());
      assertThat(story.model().requests().get(0).trace()).contains(trace(101));
      assertThat(story.model().requests().get(1).trace()).contains(trace(102));
      assertThat(traceOf(story, "turn.started")).contains(ASKED);
      assertThat(traceOf(story, "llm.request.completed")).contains(trace(101));
      assertThat(traceOf(story, "approval.approved")).contains(DECIDED);
      assertThat(traceOf(story, "tool.execution.completed")).contains(trace(102));
    }
  }

  private static void sendWithin(Scenario story, TraceParent place, String text, IfBusy ifBusy) {
    story
        .runtime()
        .within(Optional.of(place))
        .send(new SendMessage(Owner.LOCAL, story.open(), text, Optional.empty(), ifBusy));
  }

  private static Optional<TraceParent> traceOf(Scenario story, String type) {
    return story.events().stream()
        .filter(event -> event.type().equals(type))
        .map(RecordedEvent::cause)
        .findFirst()
        .orElseThrow()
        .trace();
  }
}
