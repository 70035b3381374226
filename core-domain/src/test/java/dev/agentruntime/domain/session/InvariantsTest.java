package dev.agentruntime.domain.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.tool.Preparation;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The runtime's invariants, as far as the domain alone can show them; the third, that nobody sees
 * an event before its commit, is the stores' and shows here only in that acts return their events.
 */
class InvariantsTest {

  @Test
  void no_tool_runs_unauthorized() {
    Play play = Play.coder().says("go").takesUp();
    Preparation allowed = play.freeCommand("make");
    Preparation asked = play.command("make");
    Preparation refused = play.command("make install");
    Preparation denied = play.forbidden();
    play.replies(asked, allowed, refused, denied);

    // Nothing runs while the first call waits, whatever the others are allowed.
    assertThat(play.next()).isEqualTo(new NextStep.Await(WaitReason.APPROVAL));
    play.rejects(play.pending(refused), "no").approves(play.pending(asked)).takesUp();
    play.runs().runs();

    List<SessionEvent.ToolStarted> started =
        play.log().stream()
            .filter(SessionEvent.ToolStarted.class::isInstance)
            .map(SessionEvent.ToolStarted.class::cast)
            .toList();
    assertThat(started)
        .extracting(SessionEvent.ToolStarted::call)
        .containsExactly(asked.call().id(), allowed.call().id());
    assertThat(started.getFirst().grounds()).isInstanceOf(AuthorizedCall.Grounds.Person.class);
    assertThat(started.getLast().grounds()).isInstanceOf(AuthorizedCall.Grounds.Policy.class);
    assertThat(play.answerOf(refused).outcome()).isEqualTo(ToolResult.Outcome.DENIED);
    assertThat(play.answerOf(denied).outcome()).isEqualTo(ToolResult.Outcome.DENIED);
  }

  @Test
  void every_tool_call_is_answered_exactly_once() {
    Play play = Play.coder().says("go").takesUp();
    var calls =
        new Preparation[] {
          play.read("a"),
          play.malformed(),
          play.forbidden(),
          play.write("a", "1"),
          play.question("?"),
          play.completion("second control call")
        };
    play.replies(calls).runs().rejects(play.pending(), "no").takesUp().steers().says("answer");
    play.takesUp().replies("done");

    for (Preparation call : calls) {
      assertThat(play.answerOf(call)).isNotNull();
    }
    assertThat(play.outcome()).isEqualTo(new TurnOutcome.Completed("done"));
  }

  @Test
  void nobody_sees_an_event_before_its_commit() {
    Play play = Play.coder();
    Session before = play.session();

    Session said = before.say("hello", Optional.empty(), IfBusy.REJECT, Play.AGENTS, play.moment());

    assertThat(before.unrecorded()).isEmpty();
    assertThat(before.nextStep()).isEqualTo(new NextStep.Finished());
    assertThat(said.unrecorded()).isNotEmpty();
  }

  @Test
  void replaying_the_log_gives_the_state() {
    Play play = Play.orchestrator().says("go").takesUp().routes(Play.CODER);
    play.replies(play.write("a", "1"), play.freeCommand("make"));
    play.edits(play.pending(), Play.edit("a", "2")).takesUp().runs().starts();
    play.crashes().takesUp().closesInterrupted();
    play.approves(play.pending()).takesUp().runs();
    play.replies("done");

    // Play compares after every act; here is what the comparison is worth.
    assertThat(play.log()).hasSizeGreaterThan(25);
    assertThat(play.session().state().agents().current()).isEqualTo(Play.CODER);
  }
}
