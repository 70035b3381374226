package dev.agentruntime.application.query;

import dev.agentruntime.application.approval.ApprovalGrant;
import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.UnitOfWork;
import java.time.Instant;

/** Lists what people granted. */
public final class ListGrantsHandler {

  private final Persistence persistence;

  public ListGrantsHandler(Persistence persistence) {
    this.persistence = persistence;
  }

  /** The grants of an owner, the newest first. */
  public Page<ApprovalGrant> handle(ListGrants query) {
    Instant now = persistence.inTransaction(UnitOfWork::now);
    return persistence.reads().grants(query.owner(), query.filter(), now);
  }
}
