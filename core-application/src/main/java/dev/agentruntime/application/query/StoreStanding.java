package dev.agentruntime.application.query;

import dev.agentruntime.domain.session.SessionStatus;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How a store stands at a moment, whosever the sessions are. No event tells it to a process that
 * just started.
 *
 * @param sessions how many there are in each status; a status that is missing has none
 * @param approvalsPending how many approvals nobody decided yet
 * @param oldestPending when the oldest of them was asked for; empty where none is pending
 */
public record StoreStanding(
    Map<SessionStatus, Long> sessions, long approvalsPending, Optional<Instant> oldestPending) {

  public StoreStanding {
    sessions = Map.copyOf(sessions);
    Objects.requireNonNull(oldestPending);
  }
}
