package dev.agentruntime.application.turn;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static dev.agentruntime.testkit.FakeChatModel.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.approval.RequestApproval;
import dev.agentruntime.application.event.EventStream;
import dev.agentruntime.application.event.StreamEntry;
import dev.agentruntime.application.lease.LeaseTerms;
import dev.agentruntime.application.metrics.GetMetrics;
import dev.agentruntime.application.metrics.MetricsJson;
import dev.agentruntime.application.port.ChatModel.Outcome.Failed;
import dev.agentruntime.application.port.ChatModel.Outcome.Replied;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.RunnerFilter;
import dev.agentruntime.application.port.SessionRepository.Recording;
import dev.agentruntime.application.port.UuidV7;
import dev.agentruntime.application.session.CancelTurn;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Petition;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionStatus;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.Scenario;
import dev.agentruntime.testkit.Story;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TurnRunnerTest {

  private final Scenario story = Scenario.given().approves(ApprovalMode.ALL);
  private final Gate gate = new Gate();

  @AfterEach
  void end() {
    gate.open();
    story.close();
  }

  @Test
  void settled_covers_all_that_was_asked_for_before() throws Exception {
    story
        .modelDoes(
            (request, deltas) -> {
              gate.pass();
              return new Replied(reply("First."));
            })
        .modelReplies("Second.")
        .send("one", IfBusy.REJECT);
    gate.awaitReached();
    CompletableFuture<Void> first = story.runtime().settled(story.open());
    story.send("two", IfBusy.INTERRUPT);
    CompletableFuture<Void> second = story.runtime().settled(story.open());
    gate.open();
    second.get(30, TimeUnit.SECONDS);
    assertThat(story.outcome()).contains(new TurnOutcome.Completed("Second."));
    first.get(30, TimeUnit.SECONDS);
  }

  @Test
  void a_tool_that_throws_is_answered_as_failed() {
    story
        .command(
            "boom",
            output -> {
              throw new IllegalStateException("secret");
            })
        .modelCalls(call("execute_command", "{\"command\":\"boom\"}"))
        .modelReplies("I see.")
        .userSays("run boom")
        .thenAnswered(Outcome.FAILED)
        .thenCompletedWith("I see.");
    assertThat(story.answers().getFirst().content())
        .contains("IllegalStateException")
        .doesNotContain("secret");
  }

  @Test
  void a_tool_that_interrupts_itself_does_not_leave_the_session_running() {
    story
        .command(
            "odd",
            output -> {
              throw new InterruptedException("by nobody");
            })
        .modelCalls(call("execute_command", "{\"command\":\"odd\"}"))
        .userSays("run odd");
    assertThat(failure().kind()).isEqualTo(FailureKind.INTERNAL);
    assertThat(story.answers()).hasSize(1);
  }

  @Test
  void a_tool_that_breaks_the_machine_does_not_leave_the_session_running() {
    story
        .command(
            "error",
            output -> {
              throw new StackOverflowError();
            })
        .modelCalls(call("execute_command", "{\"command\":\"error\"}"))
        .userSays("run");
    assertThat(failure().kind()).isEqualTo(FailureKind.INTERNAL);
  }

  @Test
  void a_preview_that_throws_is_an_answer_and_not_the_end() {
    story
        .file("a.txt", "x")
        .modelCalls(call("read_file", "{\"path\":\"a.txt\"}"))
        .modelReplies("Then not.");
    story
        .workspace()
        .beforePreview(
            tool -> {
              throw new IllegalStateException("the disk is gone");
            });
    story.userSays("read").thenRan().thenAnswered(Outcome.FAILED).thenCompletedWith("Then not.");
  }

  @Test
  void a_model_that_throws_ends_the_turn_and_what_it_showed_is_taken_back() {
    story
        .modelDoes(
            (request, deltas) -> {
              deltas.text("I will");
              throw new IllegalStateException("secret");
            })
        .userSays("hello");
    assertThat(failure().kind()).isEqualTo(FailureKind.INTERNAL);
    assertThat(failure().message()).contains("IllegalStateException").doesNotContain("secret");
    assertThat(story.count("message.discarded")).isEqualTo(1);
    assertThat(story.count("llm.request.failed")).isEqualTo(1);
  }

  @Test
  void a_model_that_throws_an_error_has_its_text_taken_back_too() {
    story
        .modelDoes(
            (request, deltas) -> {
              deltas.reasoning("hm");
              throw new StackOverflowError();
            })
        .userSays("hello");
    assertThat(story.eventTypes()).containsSubsequence("message.discarded", "turn.failed");
  }

  @Test
  void what_a_model_says_of_its_failure_can_be_recorded_whatever_it_holds() {
    story.modelDoes((request, deltas) -> new Failed(FailureKind.UNAVAILABLE, "no\0 \uD800answer"));
    story.userSays("hello");
    assertThat(failure().message()).isEqualTo("no\u2400 \uFFFDanswer");
  }

  @Test
  void a_store_that_fails_once_in_the_middle_leaves_a_session_that_goes_on() {
    story
        .modelDoes(
            (request, deltas) -> {
              deltas.text("I am ");
              failing(1);
              return new Replied(reply("I am here."));
            })
        .modelReplies("I am back.")
        .send("hello", IfBusy.REJECT)
        .until("message.discarded")
        .settle()
        .thenCompletedWith("I am back.");
    assertThat(story.count("message.discarded")).isEqualTo(1);
  }

  @Test
  void a_step_that_was_not_recorded_is_told_to_nobody() throws Exception {
    try (EventStream stream = story.runtime().open(Owner.LOCAL, story.open(), 0)) {
      List<RecordedEvent> told = recorded(stream);
      story
          .modelDoes(
              (request, deltas) -> {
                deltas.text("I am ");
                failing(1);
                return new Replied(reply("I am here."));
              })
          .modelReplies("I am back.")
          .send("hello", IfBusy.REJECT)
          .until("message.discarded")
          .settle();
      told.addAll(recorded(stream));
      assertThat(told).isEqualTo(story.events());
    }
  }

  @Test
  void a_command_that_was_not_recorded_is_told_to_nobody() throws Exception {
    try (EventStream stream = story.runtime().open(Owner.LOCAL, story.open(), 0)) {
      assertThat(recorded(stream)).isEqualTo(story.events());
      story.store().diesAtCommit(1);
      assertThatThrownBy(() -> story.send("hello", IfBusy.REJECT))
          .isInstanceOf(PersistenceException.class);
      assertThat(recorded(stream)).isEmpty();
    }
  }

  /** The events that a stream has to tell by now. */
  private static List<RecordedEvent> recorded(EventStream stream) throws InterruptedException {
    var events = new ArrayList<RecordedEvent>();
    Optional<StreamEntry> entry = stream.take(Duration.ZERO);
    while (entry.isPresent()) {
      if (entry.get() instanceof StreamEntry.Recorded recorded) {
        events.add(recorded.event());
      }
      entry = stream.take(Duration.ZERO);
    }
    return events;
  }

  @Test
  void a_store_that_refuses_a_write_for_ever_is_not_asked_for_ever() {
    story.modelDoes(
        (request, deltas) -> {
          gate.pass();
          failing(Integer.MAX_VALUE);
          return new Replied(reply("I am here."));
        });
    story.send("hello", IfBusy.REJECT);
    gate.awaitReached();
    CompletableFuture<Void> settled = story.runtime().settled(story.open());
    gate.open();
    assertThatThrownBy(() -> settled.get(30, TimeUnit.SECONDS))
        .hasCauseInstanceOf(PersistenceException.class);
    assertThat(story.model().requests()).hasSize(1);
    assertThat(story.view().summary().state().status()).isEqualTo(SessionStatus.RUNNING);
  }

  @Test
  void a_wake_that_comes_while_a_run_breaks_is_not_lost() throws Exception {
    story
        .modelDoes(
            (request, deltas) -> {
              gate.pass();
              failing(1);
              return new Replied(reply("Lost."));
            })
        .modelReplies("Found.")
        .send("hello", IfBusy.REJECT);
    gate.awaitReached();
    CompletableFuture<Void> asked = story.runtime().settled(story.open());
    gate.open();
    asked.get(30, TimeUnit.SECONDS);
    assertThat(story.outcome()).contains(new TurnOutcome.Completed("Found."));
  }

  @Test
  void cancelling_while_the_model_speaks_takes_back_what_it_said() {
    story.modelDoes(
        (request, deltas) -> {
          deltas.text("Once upon");
          gate.pass();
          return new Replied(reply("Once upon a time"));
        });
    story.send("tell me", IfBusy.REJECT);
    gate.awaitReached();
    long began = System.nanoTime();
    cancel();
    gate.awaitInterrupted();
    story.settle();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
    assertThat(story.outcome()).contains(new TurnOutcome.Cancelled("enough"));
    assertThat(story.eventTypes())
        .containsSubsequence("turn.cancelled", "message.discarded")
        .doesNotContain("message.completed");
  }

  @Test
  void a_model_that_does_not_heed_the_interrupt_is_not_believed_any_more() {
    story.modelDoes(
        (request, deltas) -> {
          deltas.text("Once");
          gate.passDeaf();
          deltas.text(" upon");
          return new Replied(reply("Once upon"));
        });
    story.send("tell me", IfBusy.REJECT);
    gate.awaitReached();
    cancel();
    gate.awaitInterrupted();
    gate.open();
    story.settle();
    assertThat(story.count("message.discarded")).isEqualTo(1);
    assertThat(story.count("message.completed")).isZero();
  }

  @Test
  void a_reply_whose_lease_was_lost_in_the_middle_is_kept_for_nobody() throws Exception {
    story.modelDoes(
        (request, deltas) -> {
          deltas.text("Once");
          story
              .store()
              .inTransaction(
                  work ->
                      work.leases()
                          .acquire(
                              request.session(),
                              Story.owner(new UuidV7()),
                              Duration.ofHours(1),
                              owner -> true));
          return new Replied(reply("Once upon a time"));
        });
    story.userSays("tell me");

    assertThat(story.eventTypes()).doesNotContain("message.completed", "message.discarded");
    var told = new ArrayList<StreamEntry>();
    try (EventStream late = story.runtime().open(Owner.LOCAL, story.open(), 0)) {
      Optional<StreamEntry> entry = late.take(Duration.ZERO);
      while (entry.isPresent()) {
        told.add(entry.get());
        entry = late.take(Duration.ZERO);
      }
    }
    assertThat(told)
        .hasAtLeastOneElementOfType(StreamEntry.Live.class)
        .doesNotHaveAnyElementsOfTypes(StreamEntry.Snapshot.class);
  }

  @Test
  void a_newer_message_replaces_what_the_model_is_saying() {
    story
        .modelDoes(
            (request, deltas) -> {
              deltas.text("Once");
              gate.pass();
              return new Replied(reply("Once upon"));
            })
        .modelReplies("Short.");
    story.send("tell me", IfBusy.REJECT);
    gate.awaitReached();
    story.send("be short", IfBusy.INTERRUPT).settle().thenCompletedWith("Short.");
    assertThat(story.count("message.discarded")).isEqualTo(1);
    // Each turn's processing is counted from where it is taken up.
    assertThat(story.count("turn.running")).isEqualTo(2);
    assertThat(
            MetricsJson.write(
                    story.runtime().get(new GetMetrics(Owner.LOCAL)), Instant.ofEpochMilli(0))
                .canonical())
        .contains("\"coder\":{\"count\":2,");
  }

  @Test
  void cancelling_while_a_command_runs_interrupts_it_and_answers_it() {
    story
        .command("sleep", this::passing)
        .modelCalls(call("execute_command", "{\"command\":\"sleep\"}"));
    story.send("run", IfBusy.REJECT);
    gate.awaitReached();
    cancel();
    gate.awaitInterrupted();
    story.settle().thenAnswered(Outcome.CANCELLED);
    assertThat(story.answers().getFirst().content()).contains("may have had effects");
  }

  @Test
  void what_a_deaf_command_brings_after_a_cancel_is_dropped() {
    story
        .command(
            "deaf",
            output -> {
              gate.passDeaf();
              return ToolResult.succeeded("late");
            })
        .modelCalls(call("execute_command", "{\"command\":\"deaf\"}"));
    story.send("run", IfBusy.REJECT);
    gate.awaitReached();
    cancel();
    gate.awaitInterrupted();
    gate.open();
    story.settle().thenAnswered(Outcome.CANCELLED);
  }

  @Test
  void parallel_reads_are_all_interrupted() {
    var second = new Gate();
    story.workspace().reading("a", this::passing);
    story
        .workspace()
        .reading(
            "b",
            output -> {
              second.pass();
              return ToolResult.succeeded("b");
            });
    story.modelCalls(call("read_file", "{\"path\":\"a\"}"), call("read_file", "{\"path\":\"b\"}"));
    story.send("read", IfBusy.REJECT);
    gate.awaitReached();
    second.awaitReached();
    cancel();
    gate.awaitInterrupted();
    second.awaitInterrupted();
    story.settle().thenAnswered(Outcome.CANCELLED, Outcome.CANCELLED);
  }

  @Test
  void a_decision_on_something_else_does_not_stop_a_running_command() {
    story
        .command("long", this::passing)
        .modelCalls(call("execute_command", "{\"command\":\"long\"}"))
        .modelReplies("Done.");
    story.send("run", IfBusy.REJECT);
    gate.awaitReached();
    story.runtime().request(plan());
    story.decide(story.pending("the plan"), new ApprovalDecision.Approve());
    // The runner has looked by now: it does so on the thread of whoever recorded something.
    assertThat(gate.wasInterrupted()).isFalse();
    gate.open();
    story.settle().thenAnswered(Outcome.SUCCEEDED).thenCompletedWith("Done.");
  }

  @Test
  void another_process_can_cancel_what_runs_here() {
    story
        .running(fast(session -> true))
        .command("sleep", this::passing)
        .modelCalls(call("execute_command", "{\"command\":\"sleep\"}"));
    story.send("run", IfBusy.REJECT);
    gate.awaitReached();
    story.anotherProcess();
    cancel();
    gate.awaitInterrupted();
    story.until("turn.cancelled").settle().thenAnswered(Outcome.CANCELLED);
  }

  @Test
  void what_another_process_records_while_the_lease_is_held_here_is_run_here() {
    // The other process must not run it: it may only record.
    story.running(fast(session -> true));
    story
        .modelDoes(
            (request, deltas) -> {
              gate.passDeaf();
              return new Replied(reply("First."));
            })
        .modelReplies("Second.");
    story.send("one", IfBusy.REJECT);
    gate.awaitReached();
    story.running(fast(session -> false)).anotherProcess().send("two", IfBusy.INTERRUPT);
    gate.open();
    story.until("turn.completed").thenCompletedWith("Second.");
  }

  @Test
  void closing_leaves_a_session_that_another_process_brings_to_its_end() {
    story.modelDoes(
        (request, deltas) -> {
          deltas.text("I was");
          gate.pass();
          return new Replied(reply("I was here."));
        });
    story.modelReplies("I go on.").send("hello", IfBusy.REJECT);
    gate.awaitReached();
    story.processStops();
    assertThat(gate.wasInterrupted()).isTrue();
    assertThat(story.count("message.discarded")).isEqualTo(1);
    story.settle().thenCompletedWith("I go on.");
  }

  @Test
  void a_closed_runtime_takes_no_wakes_and_says_so_to_who_waits() {
    story.open();
    TurnRunner runner = Runners.of(story, LeaseTerms.DEFAULT, System::nanoTime);
    runner.close();
    assertThatCode(() -> runner.wake(story.open())).doesNotThrowAnyException();
    assertThatThrownBy(() -> runner.settled(story.open()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    runner.close();
  }

  @Test
  void a_session_that_this_process_may_not_run_is_left_alone() {
    story.running(fast(session -> false)).send("hello", IfBusy.REJECT).settle();
    assertThat(story.eventTypes()).doesNotContain("turn.running");
    assertThat(story.view().summary().state().status()).isEqualTo(SessionStatus.RUNNING);
  }

  @Test
  void a_sweep_finds_what_nobody_woke() {
    story.running(fast(session -> false)).modelReplies("Found.").send("hello", IfBusy.REJECT);
    story.settle();
    story
        .running(new RunnerSettings(terms(), session -> true, sweeping("host")))
        .anotherProcess()
        .until("turn.completed")
        .thenCompletedWith("Found.");
  }

  @Test
  void what_a_killed_process_left_does_not_wait_for_the_second_sweep() {
    story.running(fast(session -> false)).modelReplies("Found.").send("hello", IfBusy.REJECT);
    story.settle();
    var seldom = new RunnerSettings.Sweep(Duration.ofDays(1), RunnerFilter.onHost("host"));
    story
        .running(new RunnerSettings(terms(), session -> true, Optional.of(seldom)))
        .anotherProcess()
        .until("turn.completed")
        .thenCompletedWith("Found.");
  }

  @Test
  void a_sweep_leaves_what_other_processes_have_to_run() {
    story.running(fast(session -> false)).send("hello", IfBusy.REJECT).settle();
    var looked = new CountDownLatch(3);
    story.store().beforeCommit(result -> looked.countDown());
    story
        .running(new RunnerSettings(terms(), session -> true, sweeping("another")))
        .anotherProcess();

    assertThat(looked).satisfies(looks -> assertThat(looks.await(1, TimeUnit.MINUTES)).isTrue());
    assertThat(story.eventTypes()).doesNotContain("turn.running");
  }

  @Test
  void a_command_ends_before_its_lease_runs_out_while_the_store_gives_no_answer() {
    var silent = new Gate();
    var lease =
        new LeaseTerms(
            Duration.ofSeconds(3),
            Duration.ofMillis(1),
            Duration.ofSeconds(2),
            Duration.ofMillis(10));
    story
        .running(new RunnerSettings(lease, session -> true, Optional.empty()))
        .command("long", this::passing)
        .modelCalls(call("execute_command", "{\"command\":\"long\"}"));
    story.send("run", IfBusy.REJECT);
    gate.awaitReached();

    story.store().beforeCommit(result -> silent.passDeaf());
    silent.awaitReached();

    gate.awaitInterrupted();
    story.store().beforeCommit(result -> {});
    silent.open();
  }

  @Test
  void a_lease_is_renewed_while_a_sweep_waits_for_an_answer() {
    var sweeping = new Gate();
    var renewed = new CountDownLatch(3);
    story.running(fast(session -> false)).modelDoes((request, deltas) -> held());
    story.send("hello", IfBusy.REJECT).settle();
    var often =
        new LeaseTerms(
            Duration.ofSeconds(15),
            Duration.ofMillis(1),
            Duration.ofSeconds(5),
            Duration.ofMillis(1));
    var settings = new RunnerSettings(often, session -> true, sweeping("host"));
    try (TurnRunner runner = Runners.of(story, settings, sweeping::passDeaf, System::nanoTime)) {
      sweeping.awaitReached();
      runner.wake(story.open());
      gate.awaitReached();

      story
          .store()
          .beforeCommit(
              result -> {
                if (Boolean.TRUE.equals(result)) {
                  renewed.countDown();
                }
              });
      Gate.await(renewed, "the lease was not renewed");
      sweeping.open();
      gate.open();
    }
  }

  private Replied held() throws InterruptedException {
    gate.pass();
    return new Replied(reply("Late."));
  }

  private static Optional<RunnerSettings.Sweep> sweeping(String host) {
    return Optional.of(new RunnerSettings.Sweep(Duration.ofMillis(1), RunnerFilter.onHost(host)));
  }

  /** The next so many transactions that record something fail at their commit. */
  private AtomicInteger failing(int times) {
    var left = new AtomicInteger(times);
    story
        .store()
        .beforeCommit(
            result -> {
              if (result instanceof Recording && left.getAndDecrement() > 0) {
                throw new PersistenceException("the disk is full", null);
              }
            });
    return left;
  }

  private static LeaseTerms terms() {
    return new LeaseTerms(
        Duration.ofSeconds(15), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(1));
  }

  private static RunnerSettings fast(Predicate<Session> mayRun) {
    return new RunnerSettings(terms(), mayRun, Optional.empty());
  }

  private ToolResult passing(Consumer<String> output) throws InterruptedException {
    gate.pass();
    return ToolResult.succeeded("passed");
  }

  private RequestApproval plan() {
    return new RequestApproval(
        Owner.LOCAL,
        Optional.of(story.open()),
        new RequestApproval.Wanted(
            new ApprovalType("trip"), "the plan", JsonObject.builder().put("steps", 3).build()),
        new Petition(Optional.of("a plan"), Optional.empty(), Optional.empty()));
  }

  private void cancel() {
    story.runtime().cancel(new CancelTurn(Owner.LOCAL, story.open(), "enough"));
  }

  private TurnOutcome.Failed failure() {
    return (TurnOutcome.Failed) story.outcome().orElseThrow();
  }
}
