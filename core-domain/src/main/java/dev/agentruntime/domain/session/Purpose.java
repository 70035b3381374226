package dev.agentruntime.domain.session;

import java.util.Locale;

/** What the model is asked for. */
public enum Purpose {
  /** Which agent a request is for. */
  ROUTE,
  /** The next reply of the current agent. */
  REPLY;

  /** The name in stores and on wires. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
