package dev.agentruntime.cli;

import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionEvent;

/** Counts the decisions of a run that another output shows. */
final class DecisionTally implements ForwardingOutput {

  private final RunOutput shown;
  private int approved;
  private int edited;
  private int rejected;

  DecisionTally(RunOutput shown) {
    this.shown = shown;
  }

  @Override
  public RunOutput shown() {
    return shown;
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

  /** Whether there was one of each. */
  boolean isComplete() {
    return approved > 0 && edited > 0 && rejected > 0;
  }

  @Override
  public String toString() {
    return approved + " approved, " + edited + " edited, " + rejected + " rejected";
  }
}
