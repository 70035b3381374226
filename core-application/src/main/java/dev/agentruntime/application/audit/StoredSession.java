package dev.agentruntime.application.audit;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;

/**
 * A session whose log is there.
 *
 * @param owner whose it is, as the session's row tells
 * @param state what the rows tell of its end
 */
public record StoredSession(SessionId id, Owner owner, long lastPosition, State state) {

  /**
   * What the rows tell of a session's end.
   *
   * @param deleted whether nobody sees it any more
   * @param removed whether its removal was begun: then its log need not be whole
   */
  public record State(boolean deleted, boolean removed) {}

  /** Whether its rows are on their way out. A removal deletes the session before anything else. */
  boolean isBeingRemoved() {
    return state.deleted() && state.removed();
  }

  /** Whether it is said to be removed, but not by the runtime. */
  boolean isForged() {
    return state.removed() && !state.deleted();
  }
}
