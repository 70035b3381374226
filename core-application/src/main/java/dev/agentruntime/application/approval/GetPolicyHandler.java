package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.Session;

/** Answers which policy is in force. */
public final class GetPolicyHandler {

  private final SessionCommands sessions;
  private final Persistence persistence;
  private final PoliciesInForce policies;

  public GetPolicyHandler(
      SessionCommands sessions, Persistence persistence, PoliciesInForce policies) {
    this.sessions = sessions;
    this.persistence = persistence;
    this.policies = policies;
  }

  /**
   * The policy that is asked next.
   *
   * @throws RefusedException if there is no such session
   */
  public PolicyView handle(GetPolicy query) {
    Session session = sessions.read(query.owner(), query.session());
    return persistence.inTransaction(work -> policies.view(work, session));
  }
}
