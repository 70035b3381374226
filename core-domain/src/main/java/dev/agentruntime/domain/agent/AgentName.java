package dev.agentruntime.domain.agent;

import java.util.regex.Pattern;

/** The name of an agent: lower-case letters, digits and hyphens, at most 64. */
public record AgentName(String value) implements Comparable<AgentName> {

  private static final Pattern SHAPE = Pattern.compile("[a-z][a-z0-9-]{0,63}");

  /** The agent that routes; every other agent may hand back to it. */
  public static final AgentName ORCHESTRATOR = new AgentName("orchestrator");

  /** The agent for everything; a target of routing only where it is the only other one. */
  public static final AgentName UNIVERSAL = new AgentName("universal");

  public AgentName {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "an agent name starts with a-z and has at most 64 characters of a-z, 0-9 and -");
    }
  }

  /** Whether this text is an agent name. */
  public static boolean isValid(String text) {
    return SHAPE.matcher(text).matches();
  }

  @Override
  public int compareTo(AgentName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
