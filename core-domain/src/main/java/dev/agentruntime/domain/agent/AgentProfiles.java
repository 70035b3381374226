package dev.agentruntime.domain.agent;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The enabled agents, in the order they were configured. Never empty. */
public final class AgentProfiles {

  private final Map<AgentName, AgentProfile> profiles = new LinkedHashMap<>();

  public AgentProfiles(Collection<AgentProfile> enabled) {
    if (enabled.isEmpty()) {
      throw new IllegalArgumentException("at least one agent must be enabled");
    }
    enabled.forEach(profile -> profiles.put(profile.name(), profile));
  }

  /** The profile of an enabled agent. */
  public Optional<AgentProfile> find(AgentName name) {
    return Optional.ofNullable(profiles.get(name));
  }

  /** All enabled agents. */
  public List<AgentProfile> all() {
    return List.copyOf(profiles.values());
  }

  /** The agent a new session starts with: the orchestrator where there is one, else the first. */
  public AgentName initial() {
    return profiles.containsKey(AgentName.ORCHESTRATOR)
        ? AgentName.ORCHESTRATOR
        : profiles.keySet().iterator().next();
  }

  /** The agents a request can be routed to. Empty where only one agent is enabled. */
  public List<AgentProfile> routable() {
    if (!profiles.containsKey(AgentName.ORCHESTRATOR)) {
      return List.of();
    }
    List<AgentProfile> others =
        profiles.values().stream().filter(p -> !p.name().equals(AgentName.ORCHESTRATOR)).toList();
    return others.size() == 1
        ? others
        : others.stream().filter(p -> !p.name().equals(AgentName.UNIVERSAL)).toList();
  }

  /** The names of all enabled agents, for messages to people. */
  public String names() {
    return String.join(", ", profiles.keySet().stream().map(AgentName::value).toList());
  }
}
