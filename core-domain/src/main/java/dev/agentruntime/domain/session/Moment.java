package dev.agentruntime.domain.session;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What the domain needs from outside when something happens: the time, read once from the store's
 * clock, and fresh ids. Milliseconds are the finest the stores keep.
 */
public record Moment(Instant at, Supplier<UUID> ids) {

  public Moment {
    at = at.truncatedTo(ChronoUnit.MILLIS);
  }

  /** A fresh id. */
  public UUID newId() {
    return ids.get();
  }
}
