package dev.agentruntime.domain.session;

import java.util.Locale;

/** Who caused a switch of agents. */
public enum SwitchedBy {
  /** The user named one. */
  USER,
  /** The agent handed over. */
  AGENT,
  /** The router chose one. */
  ROUTER;

  /** The name in stores and on wires. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
