package dev.agentruntime.domain.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.tool.SideEffect;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What holds of every session after every act. */
record Laws(Session session, List<Session.Dated> log) {

  void check() {
    replaying_the_log_gives_the_state();
    a_suspended_turn_says_what_it_waits_for();
    every_call_is_answered_at_most_once_and_exactly_once_when_its_turn_is_over();
    open_calls_and_pending_approvals_belong_together();
    calls_run_in_the_order_of_the_batch();
  }

  private void replaying_the_log_gives_the_state() {
    assertThat(Session.replay(session.id(), log)).isEqualTo(session.state());
    assertThat(session.version().position()).isEqualTo(log.size());
  }

  private void a_suspended_turn_says_what_it_waits_for() {
    NextStep next = session.nextStep();
    Optional<Turn> turn = session.state().turn();
    Optional<WaitReason> waiting = turn.flatMap(t -> t.stage().waiting());
    assertThat(next instanceof NextStep.Finished).isEqualTo(turn.isEmpty());
    assertThat(session.status() == SessionStatus.WAITING).isEqualTo(waiting.isPresent());
    if (next instanceof NextStep.Await await) {
      assertThat(waiting).contains(await.reason());
      assertThat(session.isRunnable()).isFalse();
    } else if (turn.isPresent()) {
      assertThat(session.isRunnable()).isTrue();
    }
    assertThat(waiting.isPresent() && turn.get().stage().activeSince().isPresent()).isFalse();
    if (turn.isPresent()) {
      assertThat(session.state().header().lifecycle()).isEqualTo(SessionHeader.Lifecycle.OPEN);
    }
  }

  private void every_call_is_answered_at_most_once_and_exactly_once_when_its_turn_is_over() {
    // Plain conditions: this looks at the whole log after every act.
    Set<ToolCallId> open = new HashSet<>();
    for (Session.Dated entry : log) {
      switch (entry.event()) {
        case SessionEvent.ReplyRecorded e -> {
          require(open.isEmpty(), "calls are open when the model is asked again");
          e.reply().calls().stream().map(ToolCall::id).forEach(open::add);
        }
        case SessionEvent.ToolAnswered e -> require(open.remove(e.call()), "answered twice");
        case SessionEvent.TurnEnded e -> require(open.isEmpty(), "calls are open after the turn");
        default -> {}
      }
    }
    assertThat(openCalls().stream().map(OpenCall::id)).containsExactlyInAnyOrderElementsOf(open);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  private void open_calls_and_pending_approvals_belong_together() {
    List<ApprovalId> awaited = new ArrayList<>();
    for (OpenCall call : openCalls()) {
      switch (call.state()) {
        case CallState.AwaitingApproval a -> awaited.add(a.approval());
        case CallState.AwaitingRecovery r -> awaited.add(r.recovery());
        default -> {}
      }
    }
    List<ApprovalId> asked = new ArrayList<>();
    for (Approval approval : session.state().approvals().values()) {
      require(approval.asked().call().map(this::isOpen).orElse(true), "its call is closed");
      if (approval.isPending() && approval.asked().call().isPresent()) {
        asked.add(approval.id());
      }
      if (approval.request().type().equals(ApprovalType.LIMIT)) {
        assertThat(session.nextStep()).isEqualTo(new NextStep.Await(WaitReason.LIMIT));
      }
    }
    assertThat(awaited).containsExactlyInAnyOrderElementsOf(asked);
  }

  private void calls_run_in_the_order_of_the_batch() {
    List<OpenCall> open = openCalls();
    for (int i = 0; i < open.size(); i++) {
      List<OpenCall> before = open.subList(0, i).stream().filter(c -> !c.isControl()).toList();
      OpenCall call = open.get(i);
      if (call.isControl()) {
        assertThat(call.state() instanceof CallState.AwaitingAnswer && open.size() > 1).isFalse();
      } else if (isUnderWay(call)) {
        assertThat(before)
            .allMatch(
                c -> c.sideEffect() == SideEffect.READ && call.sideEffect() == SideEffect.READ);
      }
    }
  }

  private boolean isOpen(ToolCallId call) {
    return openCalls().stream().anyMatch(open -> open.id().equals(call));
  }

  private static boolean isUnderWay(OpenCall call) {
    return call.state() instanceof CallState.Started || call.state() instanceof CallState.Requested;
  }

  private List<OpenCall> openCalls() {
    return session.state().turn().map(turn -> turn.batch().unanswered()).orElse(List.of());
  }
}
