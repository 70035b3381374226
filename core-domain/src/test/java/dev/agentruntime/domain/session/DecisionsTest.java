package dev.agentruntime.domain.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.approval.Reviewer;
import dev.agentruntime.domain.approval.Role;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DecisionsTest {

  private final Play play = Play.coder().says("hello").takesUp();

  private Approval asked(Preparation call) {
    return play.replies(call).pending();
  }

  @Test
  void an_approved_call_runs_on_the_persons_word() {
    Preparation call = play.write("a", "1");
    Approval approval = asked(call);
    play.approves(approval).takesUp();

    List<AuthorizedCall> started = play.starts();
    assertThat(started).hasSize(1);
    assertThat(started.getFirst().grounds())
        .isEqualTo(new AuthorizedCall.Grounds.Person(approval.id(), false));
    assertThat(play.last(SessionEvent.ApprovalClosed.class).outcome())
        .isEqualTo(new Approved(approval.request(), false, "ann", play.moment().at()));
  }

  @Test
  void an_edited_call_runs_with_the_reviewers_arguments() {
    Approval approval = asked(play.write("a", "1"));
    play.edits(approval, Play.edit("b", "2")).takesUp();

    AuthorizedCall started = play.starts().getFirst();
    assertThat(started.arguments()).isEqualTo(Play.edit("b", "2"));
    assertThat(started.grounds()).isEqualTo(new AuthorizedCall.Grounds.Person(approval.id(), true));
  }

  @Test
  void an_edit_that_the_policy_denies_is_refused() {
    Approval approval = asked(play.command("ls"));
    play.denies("execute_command");

    assertThat(Play.refusalOf(() -> play.edits(approval, JsonObject.empty())))
        .isEqualTo(new Refusal.EditRefused("the policy denies it (rule deny): rule deny"));
    assertThat(play.pending()).isEqualTo(approval);
  }

  @Test
  void asking_about_an_edit_counts_as_answered_by_it() {
    Approval approval = asked(play.command("ls"));

    play.edits(approval, JsonObject.builder().put("command", "ls -l").build()).takesUp();

    assertThat(play.starts()).hasSize(1);
  }

  @Test
  void an_edit_that_does_not_fit_is_refused() {
    Approval approval = asked(play.command("ls"));

    assertThat(
            Play.refusalOf(
                () ->
                    decide(
                        approval,
                        approval.digest(),
                        new ApprovalDecision.ApproveWithEdits(JsonObject.empty()))))
        .isEqualTo(new Refusal.EditRefused("the edited arguments were not prepared"));
  }

  private void decide(Approval approval, Digest seen, ApprovalDecision decision) {
    play.act(
        s ->
            s.decide(
                approval.id(),
                decision,
                seen,
                new Reviewer("ann", Role.USER),
                new Session.EditCheck(Optional.empty(), play.gate()),
                play.moment()));
  }

  @Test
  void an_edit_of_a_control_call_is_what_takes_effect() {
    play.denies("nothing");
    Preparation call = play.handOver("orchestrator");
    play.edits(asked(call), JsonObject.builder().put("mode", "ask").build()).takesUp().steers();

    assertThat(play.session().state().agents().current()).isEqualTo(Play.ASK);
  }

  @Test
  void a_rejected_call_is_answered_with_the_feedback_and_never_runs() {
    Preparation call = play.command("rm -r .");
    play.rejects(asked(call), "Not like this.\u0000");

    assertThat(play.answerOf(call))
        .isEqualTo(
            ToolResult.notRun(
                ToolResult.Outcome.DENIED,
                "The user rejected this call; it was not run. They said: Not like this.\u2400"));
    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
    assertThat(play.session().state().approvals()).isEmpty();
  }

  @Test
  void a_rejection_needs_no_feedback() {
    Preparation call = play.command("ls");
    play.rejects(asked(call), " ");

    assertThat(play.answerOf(call).content())
        .isEqualTo("The user rejected this call; it was not run.");
  }

  @Test
  void a_decision_on_something_else_than_was_seen_is_refused() {
    Approval approval = asked(play.command("ls"));

    assertThat(
            Play.refusalOf(
                () -> decide(approval, Digest.of("other"), new ApprovalDecision.Approve())))
        .isEqualTo(new Refusal.StaleDigest(approval.digest()));
    assertThat(play.pending()).isEqualTo(approval);
  }

  @Test
  void a_decision_is_taken_once() {
    Approval approval = asked(play.command("ls"));
    play.approves(approval);

    assertThat(Play.refusalOf(() -> play.rejects(approval, "")))
        .isEqualTo(new Refusal.NotFound("pending approval", approval.id().toString()));
  }

  @Test
  void what_nobody_asked_cannot_be_decided() {
    Approval approval = asked(play.command("ls"));
    play.cancels();

    assertThat(Play.refusalOf(() -> play.approves(approval))).isInstanceOf(Refusal.NotFound.class);
  }

  @Test
  void withdrawing_a_request_answers_its_call() {
    Preparation call = play.command("ls");
    Approval approval = asked(call);
    play.act(s -> s.withdrawApproval(approval.id(), "a mistake\u0000", play.moment()));

    assertThat(play.answerOf(call).outcome()).isEqualTo(ToolResult.Outcome.CANCELLED);
    assertThat(play.last(SessionEvent.ApprovalClosed.class).outcome())
        .isEqualTo(new PendingApprovalState.Cancelled("a mistake\u2400", play.moment().at()));
    assertThat(
            Play.refusalOf(
                () -> play.act(s -> s.withdrawApproval(approval.id(), "", play.moment()))))
        .isInstanceOf(Refusal.NotFound.class);
  }

  @Test
  void somebody_may_ask_for_something_that_is_no_tool_call() {
    JsonObject details = JsonObject.builder().put("version", "1").build();
    play.requests("deploy", details);
    Approval approval = play.pending();

    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
    play.edits(approval, JsonObject.builder().put("version", "2").build());
    var granted = (Approved) play.last(SessionEvent.ApprovalClosed.class).outcome();
    assertThat(granted.edited()).isTrue();
    assertThat(granted.granted().details().string("version")).contains("2");
    assertThat(play.session().state().approvals()).isEmpty();
  }

  @Test
  void such_a_request_can_be_approved_rejected_and_withdrawn() {
    play.requests("deploy", JsonObject.empty());
    play.approves(play.pending());
    assertThat(play.eventTypes()).containsExactly("approval.approved");
    play.requests("deploy", JsonObject.empty());
    play.rejects(play.pending(), "no");
    assertThat(play.eventTypes()).containsExactly("approval.rejected");
    ApprovalId id = play.requests("deploy", JsonObject.empty());
    play.act(s -> s.withdrawApproval(id, "x", play.moment()));
    assertThat(play.eventTypes()).containsExactly("approval.cancelled");
  }

  @Test
  void such_a_request_outlives_its_turn_and_needs_none() {
    ApprovalId id = play.requests("deploy", JsonObject.empty());
    play.replies("done");

    assertThat(play.session().state().approvals()).containsOnlyKeys(id);
    play.approves(play.pending());
    assertThat(play.session().status()).isEqualTo(SessionStatus.IDLE);
  }

  @Test
  void nobody_asks_in_the_runtimes_name() {
    for (String type : List.of("tool", "recovery", "limit")) {
      assertThat(Play.refusalOf(() -> play.requests(type, JsonObject.empty())).message())
          .isEqualTo("approvals of type " + type + " are the runtime's own");
    }
  }

  @Test
  void a_policy_that_denies_by_now_stands_over_the_approval() {
    Preparation call = play.write("a", "1");
    play.approves(asked(call)).takesUp().denies("write_file");

    assertThat(play.starts()).isEmpty();
    assertThat(play.answerOf(call).outcome()).isEqualTo(ToolResult.Outcome.DENIED);
  }

  @Test
  void a_policy_that_denies_by_now_stands_over_an_earlier_allowance() {
    Preparation call = play.freeCommand("make");
    play.replies(call).denies("free_command");

    assertThat(play.starts()).isEmpty();
    assertThat(play.answerOf(call).outcome()).isEqualTo(ToolResult.Outcome.DENIED);
  }

  @Test
  void a_policy_that_asks_by_now_asks() {
    Preparation call = play.freeCommand("make");
    play.replies(call).denies("nothing");

    assertThat(play.starts()).isEmpty();
    assertThat(play.eventTypes()).containsExactly("approval.requested", "turn.waiting");
    play.approves(play.pending()).takesUp();
    assertThat(play.starts()).hasSize(1);
  }

  @Test
  void another_version_of_the_policy_alone_is_no_drift() {
    play.approves(asked(play.write("a", "1"))).takesUp().policy(Play.asking(9));

    assertThat(play.starts()).hasSize(1);
  }

  @Test
  void a_file_that_changed_since_is_asked_about_again_with_what_changed() {
    play.world().write("a", "old");
    Preparation call = play.write("a", "1");
    Approval first = asked(call);
    play.approves(first).takesUp().world().write("a", "changed by hand");

    assertThat(play.starts()).isEmpty();
    Approval second = play.pending();
    assertThat(second.asked().reason()).isEqualTo("changed since it was approved: a");
    assertThat(second.digest()).isNotEqualTo(first.digest());
    assertThat(play.stateOf(call)).isEqualTo(new CallState.AwaitingApproval(second.id()));
    play.approves(second).takesUp();
    assertThat(play.starts()).hasSize(1);
  }

  @Test
  void a_call_that_no_longer_fits_is_answered_when_it_is_about_to_run() {
    Preparation call = play.write("a", "1");
    play.approves(asked(call)).takesUp();
    play.starts(
        List.of(new Preparation.Unfit(call.call(), ToolResult.failed("The file is gone."), false)));

    assertThat(play.answerOf(call)).isEqualTo(ToolResult.failed("The file is gone."));
    assertThat(play.session().state().approvals()).isEmpty();
  }

  @Test
  void a_turn_that_waits_for_something_else_by_now_says_so() {
    Play client = Play.client().says("hello").takesUp();
    Preparation read = client.read("a");
    Preparation write = client.write("a", "1");
    client.replies(read, write).starts();
    assertThat(client.turn().stage().waiting()).contains(WaitReason.CLIENT);
    Digest announced = client.last(SessionEvent.ToolRequested.class).digest();

    client.takesResult(read, announced, ToolResult.succeeded("text"));

    assertThat(client.turn().stage().waiting()).contains(WaitReason.APPROVAL);
    assertThat(client.eventTypes()).containsExactly("tool.execution.completed", "turn.waiting");
  }
}
