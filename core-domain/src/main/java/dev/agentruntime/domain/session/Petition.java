package dev.agentruntime.domain.session;

import java.time.Duration;
import java.util.Optional;

/**
 * What comes with a request that is no tool call.
 *
 * @param reason why people are asked; empty for the reason of the rule that asks
 * @param timeout after which it expires undecided, unless the rule gives it less
 * @param requester who asks, if it is known
 */
public record Petition(
    Optional<String> reason, Optional<Duration> timeout, Optional<String> requester) {}
