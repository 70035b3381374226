package dev.agentruntime.domain.agent;

import dev.agentruntime.domain.json.RecordableText;

/**
 * Where a request goes.
 *
 * @param reason why, for people
 */
public record Routing(AgentName target, Confidence confidence, String reason, Method method) {

  public Routing {
    reason = RecordableText.of(reason);
  }

  /** How sure the router is. */
  public enum Confidence {
    /** Sure. */
    HIGH,
    /** Fairly sure. */
    MEDIUM,
    /** Hardly; a model's answer of this kind is replaced by the keywords'. */
    LOW;

    /** The name in stores and on wires. */
    public String id() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** How the target was found. */
  public enum Method {
    /** The model classified the request. */
    MODEL,
    /** Keywords in the request decided. */
    KEYWORDS,
    /** There was only one agent to route to. */
    ONLY;

    /** The name in stores and on wires. */
    public String id() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
