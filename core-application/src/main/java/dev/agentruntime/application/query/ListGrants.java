package dev.agentruntime.application.query;

import dev.agentruntime.domain.session.Owner;

/** Asks for what people granted, the newest first. */
public record ListGrants(Owner owner, GrantFilter filter) {}
