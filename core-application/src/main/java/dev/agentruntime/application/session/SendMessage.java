package dev.agentruntime.application.session;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;

/**
 * Says something in a session: the answer to its open question, or the start of a new turn.
 *
 * @param agent who is to take it, instead of the router's choice
 */
public record SendMessage(
    Owner owner, SessionId session, String text, Optional<AgentName> agent, IfBusy ifBusy) {}
