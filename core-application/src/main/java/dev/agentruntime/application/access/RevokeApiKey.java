package dev.agentruntime.application.access;

import dev.agentruntime.domain.session.Owner;

/** Makes a key of that owner open nothing from now on, for ever. */
public record RevokeApiKey(Owner owner, KeyId key) {}
