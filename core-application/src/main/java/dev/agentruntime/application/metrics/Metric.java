package dev.agentruntime.application.metrics;

import java.util.Locale;

/** What is counted. Names are stored and stay. */
public enum Metric {
  /** That one agent took over from another: labelled by both. */
  AGENT_SWITCH,
  /** An agent's uninterrupted work on a turn: labelled by the agent and by whether it failed. */
  AGENT_PROCESSING,
  /** What became of calls: labelled by the tool, if there is one, and by what happened. */
  TOOL,
  /** What people decided about calls: labelled by the tool and by the decision. */
  DECISION,
  /** What became of requests to people, and how long it took: by known type and outcome. */
  APPROVAL,
  /** Turns that failed: labelled by the agent and by the kind of failure. */
  ERROR,
  /** Events that could not be read and so are in no other count. */
  UNREADABLE;

  /** The name in stores. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
