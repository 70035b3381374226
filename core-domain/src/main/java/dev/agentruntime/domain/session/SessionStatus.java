package dev.agentruntime.domain.session;

import java.util.Locale;

/** Where a session stands. */
public enum SessionStatus {
  /** No turn is open. */
  IDLE,
  /** A turn is open and can go on. */
  RUNNING,
  /** A turn is open and waits for somebody. */
  WAITING,
  /** It takes no more messages. */
  CLOSED,
  /** It is no longer shown. */
  DELETED;

  /** The name in stores and on wires. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
