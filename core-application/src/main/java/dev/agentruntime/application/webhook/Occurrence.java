package dev.agentruntime.application.webhook;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;
import java.time.Instant;
import java.util.UUID;

/**
 * That an event happened, without what it tells: whatever became of its data, it can be read.
 *
 * @param cursor its place among the events of all sessions
 * @param place where it stands
 */
public record Occurrence(
    String cursor, Owner owner, UUID id, Place place, String type, Instant at) {

  /** A place in a session's log. */
  public record Place(SessionId session, long position) {}
}
