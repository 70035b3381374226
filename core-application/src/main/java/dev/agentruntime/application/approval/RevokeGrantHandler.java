package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;

/** Ends grants. */
public final class RevokeGrantHandler {

  private final Persistence persistence;
  private final GetGrantHandler grants;

  public RevokeGrantHandler(Persistence persistence) {
    this.persistence = persistence;
    this.grants = new GetGrantHandler(persistence.reads());
  }

  /**
   * Revokes a grant; one that was revoked already stays as it is.
   *
   * @throws RefusedException if there is no such grant, or it takes an admin
   */
  public ApprovalGrant handle(RevokeGrant command) {
    ApprovalGrant grant = grants.handle(new GetGrant(command.owner(), command.grant()));
    if (grant.session().isEmpty() && !Grants.isAdmin(command.by())) {
      throw new RefusedException(
          new Refusal.NotTheirs("what holds for all sessions is revoked by admins"));
    }
    return persistence
        .inTransaction(
            work -> work.grants().revoke(command.owner(), command.grant(), command.by().name()))
        .orElseThrow(
            () -> new RefusedException(new Refusal.NotFound("grant", command.grant().toString())));
  }
}
