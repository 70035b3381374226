package dev.agentruntime.domain.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RepliesTest {

  private final Play play = Play.coder().says("hello").takesUp();

  @Test
  void a_reply_without_calls_completes_the_turn() {
    play.replies("Here you are.");

    assertThat(play.outcome()).isEqualTo(new TurnOutcome.Completed("Here you are."));
    assertThat(play.eventTypes())
        .containsExactly("llm.request.completed", "message.completed", "turn.completed");
  }

  @Test
  void what_the_model_wrote_is_recorded_so_that_every_store_can_hold_it() {
    var reply =
        new ModelReply(
            new MessageId(play.id()),
            "a\u0000",
            Optional.of("b\ud83d"),
            List.of(),
            new ModelReply.Cost("m\u0000", Usage.NONE, 1));
    play.act(s -> s.reply(reply, play.gate(), play.moment()));

    var recorded = play.last(SessionEvent.ReplyRecorded.class).reply();
    assertThat(recorded.text()).isEqualTo("a\u2400");
    assertThat(recorded.reasoning()).contains("b\ufffd");
    assertThat(recorded.agent()).isEqualTo(Play.CODER);
    assertThat(play.last(SessionEvent.ModelRequestCompleted.class).model()).isEqualTo("m\u2400");
    assertThat(play.outcome()).isEqualTo(new TurnOutcome.Completed("a\u2400"));
  }

  @Test
  void a_call_that_is_allowed_is_proposed_and_not_asked() {
    play.replies(play.read("a"));

    assertThat(play.eventTypes())
        .containsExactly("llm.request.completed", "message.completed", "tool.call.proposed");
  }

  @Test
  void what_the_model_says_beside_its_calls_is_recorded_with_them() {
    Preparation call = play.read("a");
    play.replies("I look at it first.", call);

    var recorded = play.last(SessionEvent.ReplyRecorded.class).reply();
    assertThat(recorded.text()).isEqualTo("I look at it first.");
    assertThat(recorded.calls()).containsExactly(call.call());
  }

  @Test
  void a_call_that_is_asked_about_suspends_the_turn_in_the_same_act() {
    play.replies(play.write("a", "1"));

    assertThat(play.eventTypes())
        .containsExactly(
            "llm.request.completed",
            "message.completed",
            "tool.call.proposed",
            "approval.requested",
            "turn.waiting");
    assertThat(play.pending().asked().reason()).isEqualTo("no rule of the policy covers this");
    assertThat(play.session().status()).isEqualTo(SessionStatus.WAITING);
  }

  @Test
  void a_call_that_is_denied_is_answered_with_the_rule() {
    Preparation call = play.forbidden();
    play.replies(call);

    assertThat(play.answerOf(call))
        .isEqualTo(
            ToolResult.notRun(
                ToolResult.Outcome.DENIED,
                "Denied by the policy (rule deny): rule deny. It was not run."));
    assertThat(play.eventTypes()).endsWith("tool.call.proposed", "tool.call.denied");
  }

  @Test
  void an_unfit_call_is_answered_at_once_and_never_asked() {
    Preparation unknown = play.unknown();
    Preparation malformed = play.malformed();
    play.replies(unknown, malformed);

    assertThat(play.answerOf(unknown)).isEqualTo(ToolResult.failed("There is no such tool."));
    assertThat(play.answerOf(malformed)).isEqualTo(ToolResult.failed("Malformed: cut off"));
    assertThat(play.eventTypes()).doesNotContain("tool.call.proposed", "approval.requested");
    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
  }

  @Test
  void three_malformed_replies_in_a_row_give_the_turn_up() {
    play.replies(play.malformed()).replies(play.malformed());
    Preparation fit = play.write("a", "1");
    play.replies(fit, play.malformed());
    assertThat(play.next()).isEqualTo(new NextStep.GiveUp());

    play.act(s -> s.fail(FailureKind.MALFORMED_CALLS, "no usable call", play.moment()));
    assertThat(play.outcome())
        .isEqualTo(new TurnOutcome.Failed(FailureKind.MALFORMED_CALLS, "no usable call"));
    assertThat(play.answerOf(fit).outcome()).isEqualTo(ToolResult.Outcome.CANCELLED);
  }

  @Test
  void a_usable_reply_starts_the_row_of_malformed_ones_anew() {
    play.replies(play.malformed()).replies(play.malformed()).replies(play.unknown());
    play.replies(play.malformed()).replies(play.malformed());

    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
  }

  @Test
  void a_completion_ends_the_turn_with_its_result() {
    Preparation call = play.completion("All done.\u0000");
    play.replies(call).steers();

    assertThat(play.outcome()).isEqualTo(new TurnOutcome.Completed("All done.\u2400"));
    assertThat(play.answerOf(call)).isEqualTo(ToolResult.succeeded("The user has the result."));
  }

  @Test
  void a_question_waits_for_the_user() {
    play.replies(play.question("Which one?\u0000")).steers();

    assertThat(play.last(SessionEvent.QuestionAsked.class).question())
        .isEqualTo("Which one?\u2400");
    assertThat(play.last(SessionEvent.QuestionAsked.class).suggestions())
        .containsExactly("yes", "no");
    assertThat(play.eventTypes()).containsExactly("question.asked", "turn.waiting");
  }

  @Test
  void a_control_call_without_its_arguments_still_takes_effect() {
    play.replies(play.tool(ControlTools.ATTEMPT_COMPLETION, JsonObject.empty())).steers();

    assertThat(play.outcome()).isEqualTo(new TurnOutcome.Completed(""));
  }

  @Test
  void a_model_call_that_failed_is_counted_and_what_was_shown_taken_back() {
    var shown = new MessageId(play.id());
    play.act(
        s ->
            s.modelFailed(
                    Purpose.REPLY,
                    new ModelFailure(FailureKind.CUT, "cut\u0000", Optional.of("m\u0000")),
                    play.moment())
                .discardReply(shown, "cut\u0000", play.moment())
                .fail(FailureKind.CUT, "cut\u0000", play.moment()));

    assertThat(play.events())
        .containsExactly(
            new SessionEvent.ModelRequestFailed(
                Purpose.REPLY, FailureKind.CUT, "cut\u2400", Optional.of("m\u2400")),
            new SessionEvent.ReplyDiscarded(shown, "cut\u2400"),
            new SessionEvent.TurnEnded(new TurnOutcome.Failed(FailureKind.CUT, "cut\u2400")));
  }

  @Test
  void a_failed_model_call_leaves_the_turn_open() {
    play.act(
        s ->
            s.modelFailed(
                Purpose.ROUTE,
                new ModelFailure(FailureKind.TIMEOUT, "slow", Optional.empty()),
                play.moment()));

    assertThat(play.turn().progress().used().modelCalls()).isEqualTo(1);
    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
  }

  @Test
  void the_session_counts_what_it_recorded() {
    play.replies(play.write("a", "1")).approves(play.pending()).takesUp().runs().replies("done");
    play.says("again");

    assertThat(play.session().state().header().tally()).isEqualTo(new SessionTally(2, 2, 0, 1));
  }
}
