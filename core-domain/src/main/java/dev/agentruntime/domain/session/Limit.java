package dev.agentruntime.domain.session;

import java.util.Locale;

/** A ceiling of a turn. Only a person's word raises one; neither resuming nor a policy does. */
public enum Limit {
  /** Calls of the model, routing included. */
  MODEL_CALLS,
  /** Tool calls. */
  TOOL_CALLS,
  /** The same tool called with the same arguments again and again. */
  EQUAL_CALLS,
  /** Calls in a row that change something and that nobody was asked about. */
  AUTO_APPROVALS,
  /** Time in which the turn was running, waiting for people not counted. */
  RUNNING_TIME,
  /** Tokens of the model calls, read and written. */
  TOKENS,
  /** Cost of the model calls. */
  COST;

  /** The name in stores and on wires. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
