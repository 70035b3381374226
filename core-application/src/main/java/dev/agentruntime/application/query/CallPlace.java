package dev.agentruntime.application.query;

import dev.agentruntime.domain.session.TurnId;
import java.util.OptionalLong;

/**
 * Where a tool call stands in its session's log.
 *
 * @param reply position of the reply that has the call
 * @param answer position of its answer; empty while it has none
 */
public record CallPlace(TurnId turn, long reply, OptionalLong answer) {}
