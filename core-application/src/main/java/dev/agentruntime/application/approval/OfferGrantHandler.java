package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.query.GetApprovalHandler;
import java.util.Optional;

/** Tells which rule a decision could make. */
public final class OfferGrantHandler {

  private final Persistence persistence;
  private final GetApprovalHandler approvals;
  private final Grants grants;

  public OfferGrantHandler(Persistence persistence, PoliciesInForce policies) {
    this.persistence = persistence;
    this.approvals = new GetApprovalHandler(persistence.reads());
    this.grants = new Grants(policies);
  }

  /**
   * The rule that a decision would make, exactly as it would be kept; nothing where the approval is
   * decided, or no rule would let it run unasked.
   *
   * @throws dev.agentruntime.domain.session.RefusedException if there is no such approval
   */
  public Optional<GrantRule> handle(OfferGrant query) {
    ApprovalView view = approvals.handle(new GetApproval(query.owner(), query.approval()));
    return view.approval().isPending()
        ? persistence.inTransaction(
            work ->
                work.sessions()
                    .find(view.stream())
                    .flatMap(session -> grants.offered(work, session, view.approval())))
        : Optional.empty();
  }
}
