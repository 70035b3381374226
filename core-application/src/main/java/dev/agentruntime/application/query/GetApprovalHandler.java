package dev.agentruntime.application.query;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;

/** Finds one approval; refuses where there is none. */
public final class GetApprovalHandler {

  private final ReadModel reads;

  public GetApprovalHandler(ReadModel reads) {
    this.reads = reads;
  }

  /** Answers the query. */
  public ApprovalView handle(GetApproval query) {
    return reads
        .approval(query.owner(), query.approval())
        .orElseThrow(
            () ->
                new RefusedException(
                    new Refusal.NotFound("approval", query.approval().toString())));
  }
}
