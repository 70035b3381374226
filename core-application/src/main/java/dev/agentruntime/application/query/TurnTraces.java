package dev.agentruntime.application.query;

import dev.agentruntime.domain.event.TraceParent;
import java.util.Optional;

/**
 * Where a turn stands in traces.
 *
 * @param first of its events that stand in one: what began it
 * @param last of them: what let it go on
 */
public record TurnTraces(Optional<TraceParent> first, Optional<TraceParent> last) {

  /** It stands in none. */
  public static final TurnTraces NONE = new TurnTraces(Optional.empty(), Optional.empty());
}
