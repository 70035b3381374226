package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.session.SessionCommands;

/** Answers which policy is in force. */
public final class GetPolicyHandler {

  private final Persistence persistence;
  private final PoliciesInForce policies;
  private final PolicyVersions versions;

  public GetPolicyHandler(
      SessionCommands sessions, Persistence persistence, PoliciesInForce policies) {
    this.persistence = persistence;
    this.policies = policies;
    this.versions = new PolicyVersions(sessions, persistence, policies);
  }

  /**
   * The policy in force; for a session without its own, its owner's.
   *
   * @throws dev.agentruntime.domain.session.RefusedException if there is no such session
   */
  public PolicyView handle(GetPolicy query) {
    versions.requireSession(query.owner(), query.session());
    return persistence.inTransaction(work -> policies.view(work, query.owner(), query.session()));
  }
}
