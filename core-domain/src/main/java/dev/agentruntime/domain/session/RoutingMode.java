package dev.agentruntime.domain.session;

import java.util.Locale;

/**
 * When a user message is routed. An agent that hands back to the orchestrator is always routed on.
 */
public enum RoutingMode {
  /** The first message of the session. */
  FIRST,
  /** Every message. */
  ALWAYS;

  /** The name in stores and on wires. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
