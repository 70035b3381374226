package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.ReadModel;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;

/** Answers with one grant. */
public final class GetGrantHandler {

  private final ReadModel reads;

  public GetGrantHandler(ReadModel reads) {
    this.reads = reads;
  }

  /**
   * The grant.
   *
   * @throws RefusedException if there is no such grant
   */
  public ApprovalGrant handle(GetGrant query) {
    return reads
        .grant(query.owner(), query.grant())
        .orElseThrow(
            () -> new RefusedException(new Refusal.NotFound("grant", query.grant().toString())));
  }
}
