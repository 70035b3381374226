package dev.agentruntime.domain.agent;

import java.util.Optional;

/**
 * Which agent is at work in a session, and how often that changed.
 *
 * @param switches how many switches there were, whoever caused them
 */
public record AgentContext(AgentName current, int switches) {

  /** Most switches in one session; the bound of the service this runtime succeeds. */
  public static final int MAX_SWITCHES = 50;

  /** Why a switch to that agent is refused, or nothing if it is possible. */
  public Optional<String> refusalOf(AgentName target, AgentProfiles profiles) {
    if (profiles.find(target).isEmpty()) {
      return Optional.of(
          "there is no enabled agent named " + target + "; enabled are " + profiles.names());
    }
    if (target.equals(current)) {
      return Optional.of(target + " is already the current agent");
    }
    if (switches >= MAX_SWITCHES) {
      return Optional.of("the session reached its limit of " + MAX_SWITCHES + " agent switches");
    }
    return Optional.empty();
  }

  /** The context after a switch. */
  public AgentContext switchedTo(AgentName target) {
    return new AgentContext(target, switches + 1);
  }
}
