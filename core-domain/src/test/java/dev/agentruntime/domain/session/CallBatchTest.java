package dev.agentruntime.domain.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallBatchTest {

  private final Play play = Play.coder().says("hello").takesUp();

  private static List<ToolCallId> ids(Preparation... calls) {
    return Arrays.stream(calls).map(call -> call.call().id()).toList();
  }

  private List<ToolCallId> turnOf() {
    return ((NextStep.RunTools) play.next()).calls().stream().map(OpenCall::id).toList();
  }

  @Test
  void neighbouring_reads_run_together() {
    var reads = new Preparation[] {play.read("a"), play.read("b"), play.read("c")};
    play.replies(reads);

    assertThat(turnOf()).isEqualTo(ids(reads));
    assertThat(play.starts()).hasSize(3);
  }

  @Test
  void a_read_after_an_edit_waits() {
    Preparation first = play.read("a");
    Preparation edit = play.freeWrite("a", "1");
    Preparation second = play.read("a");
    play.replies(first, edit, second);

    assertThat(turnOf()).isEqualTo(ids(first));
    play.runs();
    assertThat(turnOf()).isEqualTo(ids(edit));
    play.runs();
    assertThat(turnOf()).isEqualTo(ids(second));
  }

  @Test
  void edits_and_commands_run_one_after_the_other() {
    Preparation edit = play.freeWrite("a", "1");
    Preparation command = play.freeCommand("make");
    play.replies(edit, command);

    assertThat(turnOf()).isEqualTo(ids(edit));
    play.runs();
    assertThat(turnOf()).isEqualTo(ids(command));
  }

  @Test
  void what_has_its_answer_separates_no_reads() {
    Preparation first = play.read("a");
    Preparation second = play.read("b");
    play.replies(first, play.forbidden(), play.unknown(), play.question("x"), second);

    assertThat(turnOf()).isEqualTo(ids(first, second));
  }

  @Test
  void a_read_that_is_asked_about_does_not_hold_up_the_reads_before_it() {
    Preparation first = play.read("a");
    Preparation asked = play.readSecret("b");
    Preparation last = play.read("c");
    play.replies(first, asked, last);

    assertThat(turnOf()).isEqualTo(ids(first, last));
    play.runs();
    assertThat(play.next()).isEqualTo(new NextStep.Await(WaitReason.APPROVAL));
  }

  @Test
  void all_approvals_of_one_reply_are_asked_at_once() {
    Preparation one = play.write("a", "1");
    Preparation two = play.command("make");
    Preparation three = play.readSecret("b");
    play.replies(one, play.read("c"), two, three);

    assertThat(play.session().state().pendingApprovals())
        .extracting(a -> a.asked().call().orElseThrow())
        .containsExactlyElementsOf(ids(one, two, three));
  }

  @Test
  void approvals_may_be_decided_in_any_order() {
    Preparation one = play.write("a", "1");
    Preparation two = play.command("make");
    play.replies(one, two);

    play.approves(play.pending(two));
    assertThat(play.next()).isEqualTo(new NextStep.Await(WaitReason.APPROVAL));
    play.approves(play.pending(one));
    assertThat(turnOf()).isEqualTo(ids(one));
  }

  @Test
  void control_comes_last() {
    Preparation control = play.completion("done");
    Preparation read = play.read("a");
    Preparation edit = play.freeWrite("a", "1");
    play.replies(control, read, edit);

    play.runs().runs();
    assertThat(play.next()).isEqualTo(new NextStep.ApplyControl(play.open(control)));
  }

  @Test
  void one_control_call_of_a_reply_takes_effect() {
    Preparation first = play.handOver("ask");
    Preparation second = play.completion("done");
    play.replies(first, second).steers();

    assertThat(play.answerOf(second).outcome()).isEqualTo(ToolResult.Outcome.FAILED);
    assertThat(play.answerOf(second).content()).contains("only the first call that steers");
    assertThat(play.answerOf(first)).isEqualTo(ToolResult.succeeded("Switched to ask."));
    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
  }

  @Test
  void the_model_is_asked_again_when_every_call_has_its_answer() {
    play.replies(play.read("a"), play.read("b"));
    List<AuthorizedCall> started = play.starts();

    play.answers(started.getLast().id(), ToolResult.succeeded("b"));
    assertThat(play.next()).isInstanceOf(NextStep.Underway.class);
    assertThatIllegalStateException()
        .isThrownBy(() -> play.replies("too early"))
        .withMessageContaining("without an answer");
    play.answers(started.getFirst().id(), ToolResult.succeeded("a"));
    assertThat(play.next()).isEqualTo(new NextStep.AskModel());
  }

  @Test
  void a_call_is_started_once() {
    play.replies(play.read("a"));
    Preparation again =
        new Preparation.Ready(play.again(((NextStep.RunTools) play.next()).calls().getFirst()));
    play.starts(List.of(again));

    assertThatIllegalStateException()
        .isThrownBy(() -> play.starts(List.of(again)))
        .withMessageContaining("is not cleared");
    assertThatIllegalStateException().isThrownBy(() -> play.starts(List.of(play.read("b"))));
  }

  @Test
  void only_a_cleared_control_call_steers() {
    play.denies("nothing");
    Preparation control = play.completion("done");
    play.replies(control);
    OpenCall asked = play.open(control);

    assertThatIllegalStateException()
        .isThrownBy(() -> play.act(s -> s.steer(asked, Play.AGENTS, play.moment())));
    play.approves(play.pending());
    OpenCall cleared = play.open(control);
    play.takesUp().steers();
    play.says("more").takesUp();
    assertThatIllegalStateException()
        .isThrownBy(() -> play.act(s -> s.steer(cleared, Play.AGENTS, play.moment())));
  }

  @Test
  void a_call_that_steers_nothing_is_no_control_call() {
    Preparation read = play.read("a");
    play.replies(read);

    assertThatIllegalStateException()
        .isThrownBy(() -> play.act(s -> s.steer(play.open(read), Play.AGENTS, play.moment())))
        .withMessage("read_file steers nothing");
  }
}
