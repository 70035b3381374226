package dev.agentruntime.application.approval;

import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;

/**
 * Puts another policy in force for one session.
 *
 * @param document JSON form of the policy
 * @param by who says so
 */
public record ReplacePolicy(Owner owner, SessionId session, JsonObject document, String by) {}
