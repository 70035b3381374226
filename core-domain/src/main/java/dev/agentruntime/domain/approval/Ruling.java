package dev.agentruntime.domain.approval;

/** What a policy rule decides. */
public enum Ruling {
  /** It may run without asking. */
  ALLOW,
  /** A person decides. */
  ASK,
  /** It never runs, whatever other rules or people say. */
  DENY;

  /** The name in stores and on wires. */
  public String id() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
