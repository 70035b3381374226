package dev.agentruntime.application.session;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionSettings;
import java.util.function.UnaryOperator;

/**
 * Changes what a session is set to.
 *
 * @param change from the present settings to the new ones; must only compute
 */
public record UpdateSession(
    Owner owner, SessionId session, UnaryOperator<SessionSettings> change) {}
