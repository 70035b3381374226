package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.session.Owner;

/** How commands that ask for approvals or wait for them tell what became of one. */
record ApprovalResult(IdleRuntime idle, ListFormat format) {

  /** Tells it; the status is 0 only where it is approved. */
  int tell(AgentRuntime runtime, ApprovalId approval) {
    ApprovalView view = runtime.get(new GetApproval(Owner.LOCAL, approval));
    if (format.isJson()) {
      idle.print(JsonLine.of(ApprovalForm.json(view)));
    } else {
      idle.print(view.approval().id() + " " + view.approval().state().id());
    }
    idle.surroundings().tell(OutcomeForm.words(view.approval().state()));
    return OutcomeForm.code(view.approval()).status();
  }
}
