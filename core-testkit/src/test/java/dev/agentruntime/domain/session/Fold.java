package dev.agentruntime.domain.session;

import java.time.Instant;
import java.util.Optional;

/** The fold of a log event by event, for those who watch a log grow. */
public final class Fold {

  private Fold() {}

  /**
   * The state after one more event.
   *
   * @param before empty for the first one
   */
  public static SessionState after(
      Optional<SessionState> before, SessionId id, SessionEvent event, Instant at) {
    return before
        .map(state -> state.after(event, at))
        .orElseGet(() -> SessionState.created(id, (SessionEvent.Created) event, at));
  }
}
