package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.query.ApprovalView;
import dev.agentruntime.application.query.GetApproval;
import dev.agentruntime.application.query.GetApprovalHandler;
import dev.agentruntime.application.query.ListGrants;
import dev.agentruntime.application.query.Page;
import dev.agentruntime.domain.approval.GrantId;
import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import java.time.Instant;
import java.util.Optional;

/** What people granted, and what they can grant. */
public final class GrantsHandler {

  private final Persistence persistence;
  private final Grants grants;

  public GrantsHandler(Persistence persistence, PoliciesInForce policies) {
    this.persistence = persistence;
    this.grants = new Grants(policies);
  }

  /** The grants of an owner, the newest first. */
  public Page<ApprovalGrant> handle(ListGrants query) {
    Instant now = persistence.inTransaction(UnitOfWork::now);
    return persistence.reads().grants(query.owner(), query.filter(), now);
  }

  /**
   * One grant.
   *
   * @throws RefusedException if there is no such grant
   */
  public ApprovalGrant get(Owner owner, GrantId id) {
    return persistence.reads().grant(owner, id).orElseThrow(() -> unknown(id));
  }

  /**
   * The rule that a decision would make, exactly as it would be kept; nothing where the approval is
   * decided, or no rule would let it run unasked.
   *
   * @throws RefusedException if there is no such approval
   */
  public Optional<GrantRule> handle(OfferGrant query) {
    ApprovalView view =
        new GetApprovalHandler(persistence.reads())
            .handle(new GetApproval(query.owner(), query.approval()));
    return view.approval().isPending()
        ? persistence.inTransaction(
            work ->
                work.sessions()
                    .find(view.stream())
                    .flatMap(session -> grants.offered(work, session, view.approval())))
        : Optional.empty();
  }

  /**
   * Revokes a grant; one that was revoked already stays as it is.
   *
   * @throws RefusedException if there is no such grant, or it takes an admin
   */
  public ApprovalGrant handle(RevokeGrant command) {
    ApprovalGrant grant = get(command.owner(), command.grant());
    if (grant.session().isEmpty() && !Grants.isAdmin(command.by())) {
      throw new RefusedException(
          new Refusal.NotTheirs("what holds for all sessions is revoked by admins"));
    }
    return persistence
        .inTransaction(
            work ->
                work.grants()
                    .revoke(
                        command.owner(), command.grant(), RecordableText.of(command.by().name())))
        .orElseThrow(() -> unknown(command.grant()));
  }

  private static RefusedException unknown(GrantId id) {
    return new RefusedException(new Refusal.NotFound("grant", id.toString()));
  }
}
