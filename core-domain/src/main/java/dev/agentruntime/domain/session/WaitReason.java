package dev.agentruntime.domain.session;

import java.util.Locale;

/** What a suspended turn waits for. */
public enum WaitReason {
  /** A person decides on a tool call. */
  APPROVAL,
  /** The client executes a call. */
  CLIENT,
  /** The user answers a question. */
  ANSWER,
  /** A person says what to do with a call that a crash interrupted. */
  RECOVERY,
  /** A person lets the turn go beyond a ceiling, or not. */
  LIMIT;

  /** The name in stores and on wires. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
