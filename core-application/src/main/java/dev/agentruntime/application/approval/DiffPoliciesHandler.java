package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.Persistence;
import dev.agentruntime.application.session.SessionCommands;

/** Compares policies. */
public final class DiffPoliciesHandler {

  private final PolicyVersions versions;

  public DiffPoliciesHandler(
      SessionCommands sessions, Persistence persistence, PoliciesInForce policies) {
    this.versions = new PolicyVersions(sessions, persistence, policies);
  }

  /**
   * What two versions do not have in common.
   *
   * @throws dev.agentruntime.domain.session.RefusedException if there is no such session or version
   */
  public PolicyDiff handle(DiffPolicies query) {
    return PolicyDiff.of(
        versions.version(query.owner(), query.session(), query.from()),
        versions.version(query.owner(), query.session(), query.to()));
  }
}
