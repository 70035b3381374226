package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.session.SessionCommands;
import java.util.List;

/** Lists the policies that were put in force. */
public final class ListPolicyVersionsHandler {

  private final Persistence persistence;
  private final PolicyVersions versions;

  public ListPolicyVersionsHandler(
      SessionCommands sessions, Persistence persistence, PoliciesInForce policies) {
    this.persistence = persistence;
    this.versions = new PolicyVersions(sessions, persistence, policies);
  }

  /**
   * The policies that were stored, the newest first.
   *
   * @throws dev.agentruntime.domain.session.RefusedException if there is no such session
   */
  public List<PolicyView> handle(ListPolicyVersions query) {
    versions.requireSession(query.owner(), query.session());
    return persistence.inTransaction(
        work ->
            work
                .policies()
                .history(query.owner(), query.session(), query.before(), query.most())
                .stream()
                .map(PolicyView::of)
                .toList());
  }
}
