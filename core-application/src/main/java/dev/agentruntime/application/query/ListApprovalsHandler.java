package dev.agentruntime.application.query;

import dev.agentruntime.application.port.ReadModel;

/** Lists approvals. */
public final class ListApprovalsHandler {

  private final ReadModel reads;

  public ListApprovalsHandler(ReadModel reads) {
    this.reads = reads;
  }

  /** Answers the query. */
  public Page<ApprovalView> handle(ListApprovals query) {
    return reads.approvals(query.owner(), query.filter());
  }
}
