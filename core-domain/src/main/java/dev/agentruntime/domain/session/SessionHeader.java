package dev.agentruntime.domain.session;

import java.time.Instant;

/**
 * What a session is apart from its turn.
 *
 * @param updatedAt time of the last recorded event
 */
public record SessionHeader(
    Owner owner,
    SessionKind kind,
    SessionSettings settings,
    Lifecycle lifecycle,
    SessionTally tally,
    Instant createdAt,
    Instant updatedAt) {

  /** Whether it still takes messages. */
  public enum Lifecycle {
    /** It does. */
    OPEN,
    /** It can only be read. */
    CLOSED,
    /** It is no longer shown. */
    DELETED
  }

  SessionHeader with(SessionSettings other) {
    return new SessionHeader(owner, kind, other, lifecycle, tally, createdAt, updatedAt);
  }

  SessionHeader with(SessionTally other) {
    return new SessionHeader(owner, kind, settings, lifecycle, other, createdAt, updatedAt);
  }

  SessionHeader in(Lifecycle other) {
    return new SessionHeader(owner, kind, settings, other, tally, createdAt, updatedAt);
  }

  SessionHeader at(Instant now) {
    return new SessionHeader(owner, kind, settings, lifecycle, tally, createdAt, now);
  }
}
