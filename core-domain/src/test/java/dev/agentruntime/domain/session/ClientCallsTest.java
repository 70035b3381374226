package dev.agentruntime.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalRequest;
import dev.agentruntime.domain.json.Digest;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolExecution;
import dev.agentruntime.domain.tool.ToolName;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientCallsTest {

  private static final ToolResult DONE = ToolResult.changed("done\u0000", List.of("a\u0000"));

  private final Play play = Play.client().says("hello").takesUp();
  private final Preparation call = play.freeWrite("a", "1");

  private Digest digest() {
    return ApprovalRequest.of(((Preparation.Ready) call).prepared(), Play.CODER).digest();
  }

  private void announce() {
    play.replies(call);
    assertThat(play.starts()).isEmpty();
  }

  @Test
  void a_call_is_announced_with_the_digest_of_what_is_to_run() {
    announce();

    assertThat(play.events().getFirst())
        .isEqualTo(
            new SessionEvent.ToolRequested(
                call.call().id(),
                new ToolName("free_write"),
                Play.edit("a", "1"),
                digest(),
                Optional.of(play.moment().at().plus(Duration.ofHours(24)))));
    assertThat(play.next()).isEqualTo(new NextStep.Await(WaitReason.CLIENT));
    assertThat(play.session().status()).isEqualTo(SessionStatus.WAITING);
  }

  @Test
  void neighbouring_reads_are_announced_together() {
    play.replies(play.read("a"), play.read("b")).starts();

    assertThat(play.eventTypes())
        .containsExactly("tool.execution.requested", "tool.execution.requested", "turn.waiting");
  }

  @Test
  void a_read_that_is_approved_later_joins_those_that_are_announced() {
    Preparation secret = play.readSecret("b");
    play.replies(play.read("a"), secret).starts();
    play.approves(play.pending());

    assertThat(play.next()).isEqualTo(new NextStep.RunTools(List.of(play.open(secret))));
  }

  @Test
  void an_approved_call_is_announced_only_after_the_approval() {
    Preparation asked = play.write("a", "1");
    play.replies(asked);
    assertThat(play.log()).noneMatch(SessionEvent.ToolRequested.class::isInstance);

    play.approves(play.pending()).takesUp().starts();
    assertThat(play.stateOf(asked)).isInstanceOf(CallState.Requested.class);
  }

  @Test
  void the_result_of_exactly_what_was_announced_is_taken() {
    announce();
    play.takesResult(call, digest(), DONE);

    assertThat(play.answerOf(call)).isEqualTo(ToolResult.changed("done\u2400", List.of("a\u2400")));
    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
  }

  @Test
  void the_result_of_something_else_is_refused() {
    announce();

    assertThat(Play.refusalOf(() -> play.takesResult(call, Digest.of("other"), DONE)))
        .isEqualTo(new Refusal.StaleDigest(digest()));
  }

  @Test
  void a_result_of_a_call_that_was_not_announced_is_refused() {
    play.replies(call);

    assertThat(Play.refusalOf(() -> play.takesResult(call, digest(), DONE)).message())
        .contains("was not announced for execution");
  }

  @Test
  void a_result_of_a_call_that_waits_for_a_person_approves_nothing() {
    Preparation asked = play.write("a", "1");
    play.replies(asked);
    Approval approval = play.pending();

    assertThat(Play.refusalOf(() -> play.takesResult(asked, approval.digest(), DONE)))
        .isInstanceOf(Refusal.ResultRefused.class);
    assertThat(play.pending()).isEqualTo(approval);
  }

  @Test
  void a_second_result_is_refused() {
    announce();
    play.takesResult(call, digest(), DONE);

    assertThat(Play.refusalOf(() -> play.takesResult(call, digest(), DONE)))
        .isEqualTo(new Refusal.ResultConflict(call.call().id(), ToolResult.Outcome.SUCCEEDED));
  }

  @Test
  void a_result_of_an_unknown_call_is_refused() {
    announce();
    ToolCallId other = new ToolCallId(play.id());

    assertThat(
            Play.refusalOf(() -> play.act(s -> s.takeResult(other, digest(), DONE, play.moment()))))
        .isEqualTo(new Refusal.NotFound("call", other.toString()));
    play.cancels();
    assertThat(Play.refusalOf(() -> play.takesResult(call, digest(), DONE)))
        .isEqualTo(new Refusal.NotFound("call", call.call().id().toString()));
  }

  @Test
  void a_crash_of_the_runtime_does_not_touch_what_the_client_runs() {
    announce();
    play.crashes();

    assertThat(play.next()).isEqualTo(new NextStep.Await(WaitReason.CLIENT));
    play.takesResult(call, digest(), DONE);
    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
  }

  @Test
  void an_answer_of_the_loop_is_not_for_the_clients_calls() {
    announce();
    play.answers(call.call().id(), ToolResult.failed("not mine"));

    assertThat(play.events()).isEmpty();
  }

  private AnsweredCall answered() {
    return AnsweredCall.in(
        play.log().stream()
            .takeWhile(event -> !(event instanceof SessionEvent.TurnWaiting))
            .toList(),
        call.call().id());
  }

  @Test
  void the_log_tells_whether_a_result_is_the_one_that_was_taken() {
    announce();
    play.takesResult(call, digest(), DONE);
    AnsweredCall taken = AnsweredCall.in(play.log(), call.call().id());

    assertThat(taken.isAnsweredBy(digest(), DONE)).isTrue();
    assertThat(taken.isAnsweredBy(Digest.of("other"), DONE)).isFalse();
    assertThat(taken.isAnsweredBy(digest(), ToolResult.failed("done"))).isFalse();
    assertThat(taken.isAnsweredBy(digest(), ToolResult.succeeded("done"))).isFalse();
  }

  @Test
  void a_log_that_does_not_end_with_the_answer_tells_nothing() {
    announce();

    assertThatIllegalArgumentException().isThrownBy(() -> answered());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnsweredCall.in(List.of(), call.call().id()));
    play.takesResult(call, digest(), DONE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AnsweredCall.in(play.log(), new ToolCallId(play.id())));
  }

  @Test
  void a_call_without_a_result_expires_at_its_deadline_and_not_before() {
    announce();
    play.later(Duration.ofHours(23)).act(session -> session.expire(play.gate(), play.moment()));
    assertThat(play.events()).isEmpty();

    play.later(Duration.ofHours(1)).act(session -> session.expire(play.gate(), play.moment()));
    assertThat(play.answerOf(call).outcome()).isEqualTo(ToolResult.Outcome.EXPIRED);
    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
    assertThat(Play.refusalOf(() -> play.takesResult(call, digest(), DONE)))
        .isEqualTo(new Refusal.ResultConflict(call.call().id(), ToolResult.Outcome.EXPIRED));
  }

  @Test
  void a_client_has_a_whole_number_of_seconds_and_more_than_none() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new SessionSettings.Tools(ToolExecution.CLIENT, List.of(), Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new SessionSettings.Tools(
                    ToolExecution.CLIENT, List.of(), Duration.ofMillis(1500)));
  }
}
