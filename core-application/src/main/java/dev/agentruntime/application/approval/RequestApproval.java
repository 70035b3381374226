package dev.agentruntime.application.approval;

import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Petition;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;

/**
 * Asks for something that is no tool call: a plan, a deployment, anything. The policy is asked
 * first; people are where it does not decide.
 *
 * @param session the one it belongs to; empty for a request that stands alone
 */
public record RequestApproval(
    Owner owner, Optional<SessionId> session, Wanted wanted, Petition petition) {

  /** What is asked for. */
  public record Wanted(ApprovalType type, String subject, JsonObject details) {}
}
