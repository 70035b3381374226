package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.session.SessionCommands;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionId;
import java.util.List;
import java.util.Optional;

/** Answers which policies are and were in force. */
public final class PolicyVersionsHandler {

  private final SessionCommands sessions;
  private final Persistence persistence;
  private final PoliciesInForce policies;

  public PolicyVersionsHandler(
      SessionCommands sessions, Persistence persistence, PoliciesInForce policies) {
    this.sessions = sessions;
    this.persistence = persistence;
    this.policies = policies;
  }

  /**
   * The policy in force; for a session without its own, its owner's.
   *
   * @throws RefusedException if there is no such session
   */
  public PolicyView handle(GetPolicy query) {
    requireSession(query.owner(), query.session());
    return persistence.inTransaction(work -> policies.view(work, query.owner(), query.session()));
  }

  /**
   * The policies that were stored, the newest first.
   *
   * @throws RefusedException if there is no such session
   */
  public List<PolicyView> handle(ListPolicyVersions query) {
    requireSession(query.owner(), query.session());
    return persistence.inTransaction(
        work ->
            work
                .policies()
                .history(query.owner(), query.session(), query.before(), query.most())
                .stream()
                .map(PolicyView::of)
                .toList());
  }

  /**
   * What two versions do not have in common.
   *
   * @throws RefusedException if there is no such session or version
   */
  public PolicyDiff handle(DiffPolicies query) {
    return PolicyDiff.of(
        version(query.owner(), query.session(), query.from()),
        version(query.owner(), query.session(), query.to()));
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

  private void requireSession(Owner owner, Optional<SessionId> session) {
    session.ifPresent(id -> sessions.read(owner, id));
  }
}
