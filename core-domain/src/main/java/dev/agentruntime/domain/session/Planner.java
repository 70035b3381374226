package dev.agentruntime.domain.session;

import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.session.NextStep.AskForMore;
import dev.agentruntime.domain.session.NextStep.Await;
import java.util.List;
import java.util.Optional;

/** Reads a session's next step off its state. */
record Planner(SessionState state, long generation) {

  NextStep nextStep() {
    return state.turn().map(this::ofTurn).orElseGet(NextStep.Finished::new);
  }

  private NextStep ofTurn(Turn turn) {
    if (state.pendingApproval(ApprovalType.LIMIT).isPresent()) {
      return new Await(WaitReason.LIMIT);
    }
    if (turn.progress().used().malformedReplies() >= TurnProgress.MAX_MALFORMED_REPLIES) {
      return new NextStep.GiveUp();
    }
    List<OpenCall> front = turn.batch().front();
    return front.isEmpty() ? askModel(turn) : ofCalls(turn, front);
  }

  private NextStep askModel(Turn turn) {
    return turn.progress()
        .stopsModel(limits())
        .<NextStep>map(AskForMore::new)
        .orElseGet(() -> turn.stage().toRoute() ? new NextStep.Route() : new NextStep.AskModel());
  }

  /** The first call decides; reads behind it join only where they are at the same point. */
  private NextStep ofCalls(Turn turn, List<OpenCall> front) {
    OpenCall first = front.getFirst();
    return switch (first.state()) {
      case CallState.AwaitingApproval a -> new Await(WaitReason.APPROVAL);
      case CallState.AwaitingRecovery r -> new Await(WaitReason.RECOVERY);
      case CallState.AwaitingAnswer a -> new Await(WaitReason.ANSWER);
      case CallState.Requested r -> requested(turn, front);
      case CallState.Started s ->
          s.generation() < generation
              ? new NextStep.CloseInterrupted(first)
              : new NextStep.Underway(first);
      case CallState.Cleared c -> run(turn, front);
      case CallState.Answered a -> throw new IllegalStateException("an answered call is not open");
    };
  }

  private NextStep requested(Turn turn, List<OpenCall> front) {
    boolean more = front.stream().anyMatch(Planner::isCleared);
    return more ? run(turn, front) : new Await(WaitReason.CLIENT);
  }

  private NextStep run(Turn turn, List<OpenCall> front) {
    Optional<Limit> limit = turn.progress().stopsTools(limits());
    if (limit.isPresent()) {
      return new AskForMore(limit.get());
    }
    OpenCall first = front.getFirst();
    return first.isControl()
        ? new NextStep.ApplyControl(first)
        : new NextStep.RunTools(front.stream().filter(Planner::isCleared).toList());
  }

  private static boolean isCleared(OpenCall call) {
    return call.state() instanceof CallState.Cleared;
  }

  private TurnLimits limits() {
    return state.header().settings().limits();
  }
}
