package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;

/** Finds which policies are and were in force. */
final class PolicyVersions {

  private final SessionCommands sessions;
  private final Persistence persistence;
  private final PoliciesInForce policies;

  PolicyVersions(SessionCommands sessions, Persistence persistence, PoliciesInForce policies) {
    this.sessions = sessions;
    this.persistence = persistence;
    this.policies = policies;
  }

  /**
   * One version; number 0 is what holds where nothing is stored.
   *
   * @throws RefusedException if there is no such session or version
   */
  PolicyView version(Owner owner, Optional<SessionId> session, int number) {
    requireSession(owner, session);
    if (number == 0 && session.isEmpty()) {
      return policies.unstored();
    }
    Optional<PolicyRepository.Version> found =
        persistence.inTransaction(work -> work.policies().find(owner, session, number));
    return found
        .map(PolicyView::of)
        .orElseThrow(
            () ->
                new RefusedException(
                    new Refusal.NotFound("policy version", Integer.toString(number))));
  }

  /**
   * Refuses a session that there is not.
   *
   * @throws RefusedException if there is no such session
   */
  void requireSession(Owner owner, Optional<SessionId> session) {
    session.ifPresent(id -> sessions.read(owner, id));
  }
}
