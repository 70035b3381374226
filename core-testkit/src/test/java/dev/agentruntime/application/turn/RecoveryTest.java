package dev.agentruntime.application.turn;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static dev.agentruntime.testkit.FakeChatModel.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentruntime.application.approval.ApprovalMode;
import dev.agentruntime.application.lease.LeaseTerms;
import dev.agentruntime.application.port.ChatModel.Outcome.Replied;
import dev.agentruntime.application.port.PersistenceException;
import dev.agentruntime.application.port.SessionRepository.Recording;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.WaitReason;
import dev.agentruntime.domain.tool.ToolResult;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import dev.agentruntime.testkit.Gate;
import dev.agentruntime.testkit.Scenario;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left when a process dies or loses its lease, and how the next one goes on. */
@Timeout(60)
class RecoveryTest {

  private static final Duration LEASE = LeaseTerms.DEFAULT.time();

  private final Scenario story = Scenario.given().approves(ApprovalMode.ALL);
  private final Gate gate = new Gate();
  private final AtomicInteger runs = new AtomicInteger();

  @AfterEach
  void end() {
    gate.open();
    story.close();
  }

  /** Is held the first time, and goes through at once when it runs again. */
  private ToolResult once(Consumer<String> output) throws InterruptedException {
    if (runs.incrementAndGet() == 1) {
      gate.pass();
    }
    return ToolResult.succeeded("run " + runs.get());
  }

  private void diesWhile(String tool, String arguments) {
    story.modelCalls(call(tool, arguments)).modelReplies("Done.").send("go", IfBusy.REJECT);
    gate.awaitReached();
    story.processDies().timePasses(LEASE);
  }

  @Test
  void an_interrupted_read_is_made_again() {
    story.workspace().reading("a.txt", this::once);
    diesWhile("read_file", "{\"path\":\"a.txt\"}");
    story.settle().thenAnswered(Outcome.SUCCEEDED).thenCompletedWith("Done.");
    assertThat(runs).hasValue(2);
    assertThat(story.count("tool.execution.reset")).isEqualTo(1);
  }

  @Test
  void a_lease_that_has_not_run_out_is_respected() {
    story.workspace().reading("a.txt", this::once);
    story.modelCalls(call("read_file", "{\"path\":\"a.txt\"}")).send("go", IfBusy.REJECT);
    gate.awaitReached();
    story.processDies().timePasses(LEASE.minusMillis(1)).settle();
    assertThat(runs).hasValue(1);
    assertThat(story.answers()).isEmpty();
  }

  private void diesWhileWriting(boolean written) {
    story.workspace().writing("a.txt", written, gate::pass);
    diesWhile("write_file", "{\"path\":\"a.txt\",\"content\":\"new\"}");
    story.workspace().writing("a.txt", true, () -> {});
  }

  @Test
  void an_interrupted_edit_that_was_done_is_reported_done() {
    story.file("a.txt", "old");
    diesWhileWriting(true);
    story.settle().thenAnswered(Outcome.SUCCEEDED).thenRan("write_file").thenCompletedWith("Done.");
    assertThat(story.answers().getFirst().changedFiles()).containsExactly("a.txt");
  }

  @Test
  void an_interrupted_edit_that_was_not_begun_is_made() {
    story.file("a.txt", "old");
    diesWhileWriting(false);
    story.settle().thenAnswered(Outcome.SUCCEEDED).thenRan("write_file", "write_file");
    assertThat(story.workspace().content("a.txt")).contains("new");
  }

  @Test
  void an_interrupted_edit_of_which_nobody_knows_is_a_persons_matter() {
    story.file("a.txt", "old");
    diesWhileWriting(false);
    story.file("a.txt", "something else");
    story.settle().thenWaitsFor(WaitReason.RECOVERY).thenRan("write_file");
  }

  private void commandIsInterrupted() {
    story.command("deploy", this::once);
    diesWhile("execute_command", "{\"command\":\"deploy\"}");
    story.settle().thenWaitsFor(WaitReason.RECOVERY);
    assertThat(runs).hasValue(1);
  }

  @Test
  void an_interrupted_command_runs_again_where_a_person_approves() {
    commandIsInterrupted();
    story.approved("execute_command").thenAnswered(Outcome.SUCCEEDED).thenCompletedWith("Done.");
    assertThat(runs).hasValue(2);
  }

  @Test
  void an_interrupted_command_is_done_where_a_person_says_so() {
    commandIsInterrupted();
    story
        .edited("execute_command", "{\"outcome\":\"done\"}")
        .thenAnswered(Outcome.SUCCEEDED)
        .thenCompletedWith("Done.");
    assertThat(runs).hasValue(1);
    assertThat(story.answers().getFirst().content()).contains("reports it done");
  }

  @Test
  void an_interrupted_command_is_skipped_where_a_person_rejects() {
    commandIsInterrupted();
    story
        .rejected("execute_command", "leave it")
        .thenAnswered(Outcome.INTERRUPTED)
        .thenCompletedWith("Done.");
    assertThat(runs).hasValue(1);
    assertThat(story.answers().getFirst().content()).contains("leave it");
  }

  @Test
  void a_recovery_takes_no_other_edit() {
    commandIsInterrupted();
    assertThatThrownBy(() -> story.edited("execute_command", "{\"command\":\"rm\"}"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("outcome");
    story.thenWaitsFor(WaitReason.RECOVERY);
  }

  @Test
  void a_command_that_a_person_approved_is_still_asked_for_when_it_was_interrupted() {
    Scenario asks = Scenario.given().command("deploy", this::once);
    try (asks) {
      asks.modelCalls(call("execute_command", "{\"command\":\"deploy\"}")).modelReplies("Done.");
      asks.userSays("go");
      asks.decide(asks.pending("execute_command"), new ApprovalDecision.Approve());
      gate.awaitReached();
      asks.processDies().timePasses(LEASE).settle().thenWaitsFor(WaitReason.RECOVERY);
      asks.approved("execute_command").thenAnswered(Outcome.SUCCEEDED).thenCompletedWith("Done.");
      assertThat(runs).hasValue(2);
    }
  }

  @Test
  void a_model_call_that_a_death_interrupted_is_made_again() {
    story
        .modelDoes(
            (request, deltas) -> {
              gate.pass();
              return new Replied(reply("Never."));
            })
        .modelReplies("Again.")
        .send("go", IfBusy.REJECT);
    gate.awaitReached();
    story.processDies().timePasses(LEASE).settle().thenCompletedWith("Again.");
  }

  @Test
  void a_fenced_off_process_writes_nothing_and_its_command_is_interrupted() {
    var nanos = new AtomicLong();
    story
        .running(new RunnerSettings(LeaseTerms.DEFAULT, session -> false, Optional.empty()))
        .command("deploy", this::once)
        .modelCalls(call("execute_command", "{\"command\":\"deploy\"}"))
        .send("go", IfBusy.REJECT);
    try (TurnRunner first = Runners.of(story, watching(), nanos::get)) {
      var settled = first.settled(story.open());
      gate.awaitReached();
      story.timePasses(LEASE).running(RunnerSettings.DEFAULT).anotherProcess().settle();
      story.thenWaitsFor(WaitReason.RECOVERY);
      nanos.addAndGet(Duration.ofSeconds(5).toNanos());
      gate.awaitInterrupted();
      assertThat(settled).succeedsWithin(Duration.ofSeconds(30));
    }
    story.thenWaitsFor(WaitReason.RECOVERY);
    assertThat(story.answers()).isEmpty();
  }

  @Test
  void a_late_result_of_a_fenced_off_process_is_dropped() {
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
    story.timePasses(LEASE).anotherProcess().settle().thenWaitsFor(WaitReason.RECOVERY);
    gate.open();
    assertThat(first).succeedsWithin(Duration.ofSeconds(30));
    story.thenWaitsFor(WaitReason.RECOVERY);
    assertThat(story.answers()).isEmpty();
  }

  @Test
  void a_process_that_cannot_renew_in_time_stops_its_command_itself() {
    var nanos = new AtomicLong();
    story
        .command("deploy", this::once)
        .modelCalls(call("execute_command", "{\"command\":\"deploy\"}"));
    story.running(new RunnerSettings(LeaseTerms.DEFAULT, session -> false, Optional.empty()));
    story.send("go", IfBusy.REJECT);
    try (TurnRunner runner = Runners.of(story, watching(), nanos::get)) {
      var settled = runner.settled(story.open());
      gate.awaitReached();
      story
          .store()
          .beforeCommit(
              result -> {
                throw new PersistenceException("away", null);
              });
      nanos.addAndGet(LEASE.toNanos());
      gate.awaitInterrupted();
      assertThat(settled).failsWithin(Duration.ofSeconds(30));
    }
    story.store().beforeCommit(result -> {});
    assertThat(story.answers()).isEmpty();
  }

  @Test
  void no_tool_is_started_in_the_last_seconds_of_a_lease_but_under_the_next_one() {
    var nanos = new AtomicLong();
    var previews = new AtomicInteger();
    story.file("a.txt", "x").modelCalls(call("read_file", "{\"path\":\"a.txt\"}"));
    story.modelReplies("Done.");
    story
        .workspace()
        .beforePreview(
            tool -> {
              // The first is for the policy, the second right before the call would run.
              if (previews.incrementAndGet() == 2) {
                nanos.addAndGet(Duration.ofSeconds(10).toNanos());
              }
            });
    story.running(new RunnerSettings(LeaseTerms.DEFAULT, session -> false, Optional.empty()));
    story.send("go", IfBusy.REJECT);
    try (TurnRunner runner = Runners.of(story, unwatched(), nanos::get)) {
      assertThat(runner.settled(story.open())).succeedsWithin(Duration.ofSeconds(30));
    }
    story.thenRan("read_file").thenCompletedWith("Done.");
    assertThat(previews).hasValue(3);
    assertThat(story.count("turn.running")).isEqualTo(2);
    assertThat(story.stored().version().generation()).isEqualTo(2);
  }

  /** It might ask with calls that another process has not answered yet. */
  @Test
  void a_process_whose_lease_ran_out_while_it_read_does_not_ask_the_model() {
    var nanos = new AtomicLong();
    story.running(new RunnerSettings(LeaseTerms.DEFAULT, session -> false, Optional.empty()));
    story.modelReplies("Once.").send("go", IfBusy.REJECT);
    story
        .store()
        .beforeCommit(
            result -> {
              if (result instanceof Recording && nanos.get() == 0) {
                nanos.addAndGet(Duration.ofSeconds(10).toNanos());
              }
            });
    try (TurnRunner runner = Runners.of(story, unwatched(), nanos::get)) {
      assertThat(runner.settled(story.open())).succeedsWithin(Duration.ofSeconds(30));
    }
    story.thenCompletedWith("Once.");
    assertThat(story.count("turn.running")).isEqualTo(2);
    assertThat(story.stored().version().generation()).isEqualTo(2);
  }

  private static LeaseTerms watching() {
    return new LeaseTerms(
        LEASE, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMillis(1));
  }

  private static LeaseTerms unwatched() {
    return new LeaseTerms(LEASE, LEASE, Duration.ofSeconds(5), Duration.ofHours(1));
  }
}
