package dev.agentruntime.application.approval;

import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.domain.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/**
 * A policy, in force now or once.
 *
 * @param document its JSON form
 * @param alone whether a session's policy holds in place of its owner's
 * @param put who put it in force, when and why, if it is stored
 */
public record PolicyView(
    Scope scope,
    int version,
    JsonObject document,
    boolean alone,
    Optional<PolicyRepository.Put> put) {

  /** For what it holds. */
  public enum Scope {
    /** One session. */
    SESSION,
    /** Every session of its owner. */
    OWNER,
    /** Where nothing is stored. */
    DEFAULT;

    /** The name in results. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One that is not stored. */
  public static PolicyView unstored(JsonObject document) {
    return new PolicyView(Scope.DEFAULT, 0, document, false, Optional.empty());
  }

  static PolicyView of(PolicyRepository.Version version) {
    return new PolicyView(
        version.session().isPresent() ? Scope.SESSION : Scope.OWNER,
        version.number(),
        version.document(),
        version.alone(),
        Optional.of(version.put()));
  }
}
