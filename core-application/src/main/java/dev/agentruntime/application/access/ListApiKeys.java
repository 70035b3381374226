package dev.agentruntime.application.access;

import dev.agentruntime.domain.session.Owner;
import java.util.Optional;

/**
 * Asks for keys, revoked ones too, in the order they were made.
 *
 * @param owner whose; empty for everybody's, which is for whoever runs the server
 */
public record ListApiKeys(Optional<Owner> owner) {}
