package dev.agentruntime.domain.event;

import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.SessionKind;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An event as the log holds it.
 *
 * @param position in its session's stream: 1, 2, 3 and so on without gaps
 * @param id unique everywhere
 */
public record RecordedEvent(
    SessionId session, long position, UUID id, Instant at, Cause cause, SessionEvent event) {

  /**
   * What an event belongs to.
   *
   * @param correlation the turn, or the command where there was none
   * @param causation the command or the event that led to it
   * @param trace where it stands in a trace, if it does
   */
  public record Cause(UUID correlation, UUID causation, Optional<TraceParent> trace) {
    /** What belongs to no trace. */
    public Cause(UUID correlation, UUID causation) {
      this(correlation, causation, Optional.empty());
    }
  }

  /** The event's name. */
  public String type() {
    return event.type();
  }

  /** The conversation that it happened in; none for what happens to a request that stands alone. */
  public Optional<SessionId> conversation() {
    boolean alone =
        isBookkeeping() || approval().filter(id -> id.value().equals(session.value())).isPresent();
    return alone ? Optional.empty() : Optional.of(session);
  }

  /** Whether it tells only that there is a log for a request that stands alone. */
  public boolean isBookkeeping() {
    return event instanceof SessionEvent.Created created && created.kind() == SessionKind.REQUEST;
  }

  private Optional<ApprovalId> approval() {
    return switch (event) {
      case SessionEvent.ApprovalRequested requested -> Optional.of(requested.approval().id());
      case SessionEvent.ApprovalVoted voted -> Optional.of(voted.approval());
      case SessionEvent.ApprovalClosed closed -> Optional.of(closed.approval());
      default -> Optional.empty();
    };
  }
}
