package dev.agentruntime.cli;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.approval.GrantRule;
import dev.agentruntime.application.approval.OfferGrant;
import dev.agentruntime.application.approval.Reach;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.session.Owner;

/**
 * Shows what a decision would allow beyond this once, and asks whether that is meant.
 *
 * @param yes whether it was said in advance
 */
record GrantConsent(Surroundings around, Reach reach, boolean yes) {

  /** Whether the decision is to be taken. */
  boolean ask(AgentRuntime runtime, ApprovalView view) {
    if (reach.equals(Reach.ONCE)) {
      return true;
    }
    requirePending(view.approval());
    show(offered(runtime, view));
    if (yes) {
      return true;
    }
    if (!around.isAttended()) {
      throw CommandFailure.usage(
          "nobody is there to confirm that this is not asked again, and nothing was decided; give"
              + " --yes, or --scope once");
    }
    return Confirmation.given(around, "allow that, and approve this one?");
  }

  /** What was decided before is no longer a word on what comes. */
  private static void requirePending(Approval approval) {
    if (!approval.isPending()) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "approval "
              + approval.id()
              + " is "
              + approval.state().id()
              + " already, and nothing is kept for longer; approve with --scope when it is asked"
              + " again");
    }
  }

  private static GrantRule offered(AgentRuntime runtime, ApprovalView view) {
    return runtime
        .offer(new OfferGrant(Owner.LOCAL, view.approval().id()))
        .orElseThrow(
            () ->
                CommandFailure.usage(
                    "no rule would let exactly this run unasked: "
                        + ApprovalForm.summary(view.approval())
                        + "; approve it with --scope once, each time"));
  }

  private void show(GrantRule offered) {
    around.tell("from now on" + where() + until() + " this is not asked:");
    GrantForm.offer(offered).forEach(line -> around.tell(line.plain()));
  }

  private String where() {
    return reach.scope() == Reach.Scope.SESSION
        ? ", in this session only,"
        : ", in all sessions of this owner,";
  }

  private String until() {
    return reach.lasts().map(time -> " for " + Durations.whole(time) + ",").orElse("");
  }
}
