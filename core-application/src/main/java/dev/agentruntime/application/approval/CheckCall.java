package dev.agentruntime.application.approval;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;

/**
 * Asks what would become of a call if an agent made it now. Nothing is run or recorded.
 *
 * @param agent who would make it; the session's own, or the one that takes first messages, where it
 *     is not named
 */
public record CheckCall(
    Owner owner, Where where, Optional<AgentName> agent, String tool, JsonObject arguments) {

  /** Where the call would be made. */
  public sealed interface Where {
    /** In that session, under the policy that is in force for it. */
    record InSession(SessionId session) implements Where {}

    /** In a new session on that folder, with that policy. */
    record InFolder(String workspace, JsonObject policy) implements Where {}
  }
}
