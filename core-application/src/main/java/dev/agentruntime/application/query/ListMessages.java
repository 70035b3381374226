package dev.agentruntime.application.query;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;

/**
 * A session's messages.
 *
 * @param after position to start behind; 0 for all
 */
public record ListMessages(Owner owner, SessionId session, long after, int most) {}
