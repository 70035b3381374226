package dev.agentruntime.application.approval;

import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks a person for something that is no tool call: a plan, a deployment, anything.
 *
 * @param reason why a person is asked
 * @param timeout after which it expires undecided
 */
public record RequestApproval(
    Owner owner, SessionId session, Wanted wanted, String reason, Optional<Duration> timeout) {

  /** What is asked for. */
  public record Wanted(ApprovalType type, String subject, JsonObject details) {}
}
