package dev.agentruntime.application.event;

import java.util.Locale;

/** What an event is about, more coarsely than its type tells. */
public enum EventCategory {
  /** Agents: which one works, and that another one takes over. */
  AGENT,
  /** Sessions: their life, their turns, what is said in them. */
  SESSION,
  /** Tool calls, from the proposal to the answer. */
  TOOL,
  /** Requests to people, and their decisions. */
  APPROVAL,
  /** The service itself, and what embedders tell of themselves. */
  SYSTEM,
  /** What model calls and agents took, and that it is counted. */
  METRICS;

  /** The name in results and subscriptions. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The category of an event of the runtime of that type. */
  public static EventCategory of(String type) {
    return switch (type.substring(0, type.indexOf('.'))) {
      case "agent" -> AGENT;
      case "tool", "question" -> TOOL;
      case "approval" -> APPROVAL;
      case "llm", "metrics" -> METRICS;
      case "system" -> SYSTEM;
      default -> SESSION;
    };
  }
}
