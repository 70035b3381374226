package dev.agentruntime.domain.approval;

import dev.agentruntime.domain.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * One approver's word on a request that wants several.
 *
 * @param modifications what they approve in place of what was asked; empty for exactly that
 */
public record Vote(Reviewer by, Optional<JsonObject> modifications, Instant at) {

  /** Whether both would let the same thing run. */
  boolean agreesWith(Vote other) {
    return modifications.equals(other.modifications);
  }
}
