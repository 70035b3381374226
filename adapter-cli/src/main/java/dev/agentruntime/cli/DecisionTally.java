package dev.agentruntime.cli;

import dev.agentruntime.application.event.Delta;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;

/** Counts the decisions of a run that another output shows. */
final class DecisionTally implements RunOutput {

  private final RunOutput shown;
  private int approved;
  private int edited;
  private int rejected;

  DecisionTally(RunOutput shown) {
    this.shown = shown;
  }

  @Override
  public void session(SessionId session) {
    shown.session(session);
  }

  @Override
  public void event(RecordedEvent event) {
    if (event.event() instanceof SessionEvent.ApprovalClosed closed) {
      count(closed.outcome());
    }
    shown.event(event);
  }

  private void count(PendingApprovalState outcome) {
    switch (outcome) {
      case PendingApprovalState.Approved a when a.edited() -> edited++;
      case PendingApprovalState.Approved a -> approved++;
      case PendingApprovalState.Rejected r -> rejected++;
      default -> {}
    }
  }

  @Override
  public void delta(Delta delta) {
    shown.delta(delta);
  }

  @Override
  public void result(RunResult result) {
    shown.result(result);
  }

  /** Whether there was one of each. */
  boolean isComplete() {
    return approved > 0 && edited > 0 && rejected > 0;
  }

  @Override
  public String toString() {
    return approved + " approved, " + edited + " edited, " + rejected + " rejected";
  }
}
