package dev.agentruntime.application.approval;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Puts a policy in force.
 *
 * @param session for which; empty for every session of the owner
 * @param expected the version that is to be replaced; empty for whichever it is
 */
public record SetPolicy(
    Owner owner,
    Optional<SessionId> session,
    Content content,
    OptionalInt expected,
    Signature signature) {

  /**
   * A policy.
   *
   * @param document its JSON form
   * @param alone whether a session's policy holds in place of its owner's; else both hold, and the
   *     stricter one has its way
   */
  public record Content(JsonObject document, boolean alone) {}
}
