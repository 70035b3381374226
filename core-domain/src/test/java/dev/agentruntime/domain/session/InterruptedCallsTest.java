package dev.agentruntime.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.PreparedCall;
import dev.agentruntime.domain.tool.Preview;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InterruptedCallsTest {

  private final Play play = Play.coder().says("hello").takesUp();

  /** The call was started by a process that died then. */
  private Preparation interrupted(Preparation call) {
    play.replies(call);
    if (play.next() instanceof NextStep.Await) {
      play.approves(play.pending()).takesUp();
    }
    play.starts();
    play.crashes().takesUp();
    return call;
  }

  private Approval recoveryOf(Preparation call) {
    interrupted(call);
    play.closesInterrupted();
    return play.pending();
  }

  @Test
  void a_read_simply_runs_again() {
    Preparation call = interrupted(play.read("a"));
    play.closesInterrupted();

    assertThat(play.eventTypes()).containsExactly("tool.execution.reset");
    assertThat(play.starts()).hasSize(1);
    assertThat(play.stateOf(call)).isEqualTo(new CallState.Started(Optional.empty(), 1, List.of()));
  }

  @Test
  void an_edit_whose_file_is_as_it_was_to_become_is_done() {
    play.world().write("a", "old");
    Preparation call = interrupted(play.freeWrite("a", "new"));
    play.world().write("a", "new");
    play.closesInterrupted();

    assertThat(play.answerOf(call))
        .isEqualTo(ToolResult.changed("Done before an interruption.", List.of("a")));
  }

  @Test
  void an_edit_whose_file_is_as_it_was_runs_again() {
    play.world().write("a", "old");
    interrupted(play.freeWrite("a", "new"));
    play.closesInterrupted();

    assertThat(play.eventTypes()).containsExactly("tool.execution.reset");
    assertThat(play.starts()).hasSize(1);
  }

  @Test
  void an_edit_of_a_file_that_was_not_there_is_told_by_its_absence() {
    interrupted(play.freeWrite("a", "new"));
    play.closesInterrupted();

    assertThat(play.eventTypes()).containsExactly("tool.execution.reset");
  }

  @Test
  void an_approved_edit_that_runs_again_keeps_its_approval() {
    play.world().write("a", "old");
    interrupted(play.write("a", "new"));
    play.closesInterrupted();

    assertThat(play.starts()).hasSize(1);
  }

  @Test
  void an_edit_whose_file_is_neither_needs_a_person() {
    play.world().write("a", "old");
    Preparation call = interrupted(play.freeWrite("a", "new"));
    play.world().write("a", "half");
    play.closesInterrupted();

    assertThat(play.stateOf(call)).isInstanceOf(CallState.AwaitingRecovery.class);
    assertThat(play.pending().asked().reason()).contains("neither as before nor done");
    assertThat(play.next()).isEqualTo(new NextStep.Await(WaitReason.RECOVERY));
  }

  @Test
  void an_edit_of_which_nothing_was_known_needs_a_person() {
    Preparation call = play.freeWrite("a", "new");
    play.replies(call);
    OpenCall open = play.open(call);
    var unknown =
        new PreparedCall(
            call.call(),
            ((Preparation.Ready) call).prepared().spec(),
            open.execution(),
            Play.edit("a", "new"),
            Preview.nothing());
    play.starts(List.of(new Preparation.Ready(unknown)));
    play.crashes().takesUp().closesInterrupted();

    assertThat(play.stateOf(call)).isInstanceOf(CallState.AwaitingRecovery.class);
  }

  @Test
  void a_command_always_needs_a_person() {
    Preparation call = interrupted(play.freeCommand("make"));
    play.closesInterrupted();

    assertThat(play.eventTypes()).containsExactly("approval.requested", "turn.waiting");
    assertThat(play.pending().request().subject()).isEqualTo("free_command");
    assertThat(play.pending().request().details())
        .hasToString(
            "{\"arguments\":{\"command\":\"make\"},\"call_id\":\"" + call.call().id() + "\"}");
  }

  @Test
  void approving_a_recovery_runs_the_call_again() {
    play.approves(recoveryOf(play.command("make"))).takesUp();

    assertThat(play.starts()).hasSize(1);
  }

  @Test
  void a_recovered_call_passes_the_policy_again() {
    Preparation call = play.freeCommand("make");
    play.approves(recoveryOf(call)).takesUp().denies("free_command");

    assertThat(play.starts()).isEmpty();
    assertThat(play.answerOf(call).outcome()).isEqualTo(ToolResult.Outcome.DENIED);
  }

  @Test
  void reporting_a_recovery_done_answers_the_call() {
    Preparation call = play.freeCommand("make");
    play.edits(recoveryOf(call), JsonObject.builder().put("outcome", "done").build());

    assertThat(play.answerOf(call))
        .isEqualTo(ToolResult.succeeded("It was interrupted; ann reports it done."));
    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
  }

  @Test
  void a_recovery_is_edited_to_done_and_to_nothing_else() {
    Approval recovery = recoveryOf(play.freeCommand("make"));

    assertThat(
            Play.refusalOf(
                    () ->
                        play.edits(
                            recovery, JsonObject.builder().put("command", "make all").build()))
                .message())
        .contains("{\"outcome\":\"done\"}");
  }

  @Test
  void rejecting_a_recovery_skips_the_call() {
    Preparation call = play.freeCommand("make");
    play.rejects(recoveryOf(call), "leave it");

    assertThat(play.answerOf(call))
        .isEqualTo(
            ToolResult.notRun(
                ToolResult.Outcome.INTERRUPTED,
                "A crash interrupted it and it was not run again. They said: leave it"));
  }

  @Test
  void withdrawing_a_recovery_does_not_say_that_the_call_never_ran() {
    Preparation call = play.freeCommand("make");
    Approval recovery = recoveryOf(call);
    play.act(s -> s.withdrawApproval(recovery.id(), "", play.moment()));

    assertThat(play.answerOf(call).outcome()).isEqualTo(ToolResult.Outcome.INTERRUPTED);
    assertThat(play.answerOf(call).content()).contains("nobody says how far it got");
  }

  @Test
  void a_recovery_shows_what_ran_and_not_what_the_model_wanted() {
    JsonObject edited = JsonObject.builder().put("command", "ls").build();
    play.replies(play.command("rm -r .")).edits(play.pending(), edited).takesUp().starts();
    play.crashes().takesUp().closesInterrupted();

    assertThat(play.pending().request().details().object("arguments")).contains(edited);
    play.approves(play.pending()).takesUp();
    assertThat(play.starts().getFirst().arguments()).isEqualTo(edited);
  }

  @Test
  void interrupted_reads_are_closed_one_by_one() {
    play.replies(play.read("a"), play.read("b")).starts();
    play.crashes().takesUp().closesInterrupted();
    assertThat(play.next()).isInstanceOf(NextStep.RunTools.class);
    play.starts();

    assertThat(play.next()).isInstanceOf(NextStep.Underway.class);
  }

  @Test
  void only_what_is_interrupted_is_closed_as_such() {
    Preparation call = play.read("a");
    play.replies(call);
    OpenCall cleared = play.open(call);
    assertThatIllegalStateException()
        .isThrownBy(() -> close(cleared))
        .withMessageContaining("was not interrupted");

    play.starts();
    OpenCall started = play.open(call);
    play.answers(started.id(), ToolResult.succeeded("ok"));
    assertThatIllegalStateException().isThrownBy(() -> close(started));
  }

  private void close(OpenCall call) {
    play.act(s -> s.closeInterrupted(call, Map.of(), play.moment()));
  }
}
