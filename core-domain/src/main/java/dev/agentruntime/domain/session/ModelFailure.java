package dev.agentruntime.domain.session;

import java.util.Optional;

/**
 * Why the model did not answer.
 *
 * @param message for people
 * @param model the one that was asked, where that is known
 */
public record ModelFailure(FailureKind kind, String message, Optional<String> model) {}
