package dev.agentruntime.application.approval;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;

/** Asks for the policy that is in force for a session. */
public record GetPolicy(Owner owner, SessionId session) {}
