package dev.agentruntime.application.port;

import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionId;

/**
 * What a process tells the others over a store. It may come late, twice or not at all, and nothing
 * relies on it: it says where to look at once rather than when that is due.
 */
public sealed interface Hint {

  /**
   * Something of a session is committed.
   *
   * @param owner whose session it is
   * @param position of its last event
   */
  record Recorded(Owner owner, SessionId session, long position) implements Hint {}

  /** A session may have something to do that the process which knows of it does not do. */
  record Runnable(SessionId session) implements Hint {}

  /** More of the reply that is under way in a session is written for others. */
  record ReplyGrew(SessionId session) implements Hint {}

  /** Somebody elsewhere reads a session, and announced it. */
  record Reading(SessionId session) implements Hint {}

  /** Anything may have changed: hints were lost, or the store cannot tell what it was. */
  record Anything() implements Hint {}
}
