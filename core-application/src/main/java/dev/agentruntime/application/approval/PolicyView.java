package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.domain.approval.PolicyVersion;
import dev.agentruntime.domain.json.JsonObject;
import java.util.Optional;

/**
 * A policy, in force now or once.
 *
 * @param document its JSON form
 * @param alone whether a session's policy holds in place of its owner's
 * @param put who put it in force, when and why, if it is stored
 */
public record PolicyView(
    PolicyVersion version, JsonObject document, boolean alone, Optional<PolicyRepository.Put> put) {

  /** One that is not stored. */
  public static PolicyView unstored(JsonObject document) {
    return new PolicyView(PolicyVersion.DEFAULT, document, false, Optional.empty());
  }

  static PolicyView of(PolicyRepository.Version version) {
    return new PolicyView(
        version.session().isPresent()
            ? PolicyVersion.ofSession(version.number())
            : PolicyVersion.ofOwner(version.number()),
        version.document(),
        version.alone(),
        Optional.of(version.put()));
  }
}
