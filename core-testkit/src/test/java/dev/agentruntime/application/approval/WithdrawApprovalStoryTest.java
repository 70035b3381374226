package dev.agentruntime.application.approval;

import static dev.agentruntime.testkit.FakeChatModel.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalDecision;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.PendingApprovalState.Cancelled;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.tool.ToolResult.Outcome;
import dev.agentruntime.testkit.Scenario;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WithdrawApprovalStoryTest {

  private final Scenario story = Scenario.given();

  @AfterEach
  void end() {
    story.close();
  }

  private Approval asked() {
    story
        .modelCalls(call("write_file", "{\"path\":\"a.txt\",\"content\":\"1\"}"))
        .userSays("write");
    return story.pending("write_file");
  }

  private Approval withdraw(Owner owner, ApprovalId approval) {
    return story.runtime().withdraw(new WithdrawApproval(owner, approval, "a mistake"));
  }

  private Refusal refusal(Owner owner, ApprovalId approval) {
    return assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> withdraw(owner, approval))
        .actual()
        .refusal();
  }

  @Test
  void a_withdrawn_request_is_not_run_and_its_call_is_answered() {
    Approval asked = asked();
    story.modelReplies("Then not.");

    assertThat(withdraw(Owner.LOCAL, asked.id()).state())
        .isInstanceOfSatisfying(
            Cancelled.class, state -> assertThat(state.reason()).isEqualTo("a mistake"));
    story.settle().thenRan().thenAnswered(Outcome.CANCELLED);
  }

  @Test
  void withdrawing_it_twice_is_withdrawing_it_once() {
    Approval asked = asked();
    story.modelReplies("Then not.");
    Approval first = withdraw(Owner.LOCAL, asked.id());
    story.settle();

    assertThat(withdraw(Owner.LOCAL, asked.id())).isEqualTo(first);
    assertThat(story.eventTypes()).filteredOn("approval.cancelled"::equals).hasSize(1);
  }

  @Test
  void what_was_decided_is_not_withdrawn_any_more() {
    Approval asked = asked();
    story.modelReplies("Done.").decide(asked, new ApprovalDecision.Approve());

    assertThat(refusal(Owner.LOCAL, asked.id()))
        .isInstanceOfSatisfying(
            Refusal.AlreadyDecided.class,
            decided -> assertThat(decided.winner().id()).isEqualTo(asked.id()));
    story.settle().thenRan("write_file");
  }

  @Test
  void only_the_owner_withdraws_and_only_what_there_is() {
    Approval asked = asked();

    assertThat(refusal(new Owner("stranger"), asked.id())).isInstanceOf(Refusal.NotFound.class);
    assertThat(refusal(Owner.LOCAL, new ApprovalId(new UUID(1, 1))))
        .isInstanceOf(Refusal.NotFound.class);
    assertThat(story.pending("write_file")).isEqualTo(asked);
  }
}
