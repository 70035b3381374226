package dev.agentruntime.domain.session;

/** What a session is for. */
public enum SessionKind {
  /** A conversation with agents. */
  CONVERSATION,
  /**
   * One request to people that belongs to no conversation. It takes no messages, is shown in no
   * list of sessions, and is closed by the decision. Its id is the request's.
   */
  REQUEST
}
