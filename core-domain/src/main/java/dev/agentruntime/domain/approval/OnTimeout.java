package dev.agentruntime.domain.approval;

import java.util.Locale;

/** What it means that nobody decided in time. */
public enum OnTimeout {
  /** It must not run. */
  REJECT,
  /** It may run as it was asked. */
  APPROVE;

  /** The name in stores and on wires. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
