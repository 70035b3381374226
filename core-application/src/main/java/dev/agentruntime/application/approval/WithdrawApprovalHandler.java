package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.query.GetApprovalHandler;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.PendingApprovalState.Cancelled;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;

/** Takes requests back. */
public final class WithdrawApprovalHandler {

  private final SessionCommands commands;
  private final GetApprovalHandler approvals;

  public WithdrawApprovalHandler(SessionCommands commands, ReadModel reads) {
    this.commands = commands;
    this.approvals = new GetApprovalHandler(reads);
  }

  /**
   * Withdraws a request; its call is answered as cancelled. One that was withdrawn already stays as
   * it is.
   *
   * @throws RefusedException if there is no such request, or it was decided
   */
  public Approval handle(WithdrawApproval command) {
    // Asked again in the transaction: somebody may have been quicker, and that is told below.
    commands.perform(
        command.owner(),
        find(command).session(),
        (session, moment, work) ->
            session.state().isPending(command.approval())
                ? session.withdrawApproval(command.approval(), command.reason(), moment)
                : session);
    return requireWithdrawn(find(command));
  }

  private ApprovalView find(WithdrawApproval command) {
    return approvals.handle(new GetApproval(command.owner(), command.approval()));
  }

  private static Approval requireWithdrawn(ApprovalView found) {
    if (found.approval().state() instanceof Cancelled) {
      return found.approval();
    }
    throw new RefusedException(new Refusal.AlreadyDecided(found.session(), found.approval()));
  }
}
