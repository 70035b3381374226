package dev.agentruntime.application.agent;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.agent.FilePatterns;
import dev.agentruntime.domain.tool.ToolName;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The six agents this runtime brings along. */
public final class BuiltinAgents {

  private static final List<AgentProfile> ALL =
      Resource.yaml("agents.yaml", new TypeReference<List<Entry>>() {}).stream()
          .map(Entry::toProfile)
          .toList();
  private static final Map<String, AgentProfile> BY_NAME =
      ALL.stream()
          .collect(Collectors.toUnmodifiableMap(p -> p.name().value(), Function.identity()));

  private BuiltinAgents() {}

  /** All six, in the order they are listed to people. */
  public static List<AgentProfile> all() {
    return ALL;
  }

  /**
   * The agents that are enabled where nothing is configured: all but universal, which stands for
   * the others and is no help beside them.
   */
  public static AgentProfiles byDefault() {
    return new AgentProfiles(
        ALL.stream().filter(profile -> !profile.name().equals(AgentName.UNIVERSAL)).toList());
  }

  /**
   * The agents of these names, in this order; a name given twice counts once.
   *
   * @throws IllegalArgumentException if there is no name, or some are unknown: the message names
   *     each with the nearest known one
   */
  public static AgentProfiles enabled(List<String> names) {
    if (names.isEmpty()) {
      throw new IllegalArgumentException("no agent is enabled; name at least one of " + known());
    }
    List<String> unknown = names.stream().filter(name -> !BY_NAME.containsKey(name)).toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          unknown.stream().map(BuiltinAgents::complaint).collect(Collectors.joining("; "))
              + "; the agents are "
              + known());
    }
    return new AgentProfiles(names.stream().map(BY_NAME::get).toList());
  }

  private static String complaint(String unknown) {
    String complaint = "there is no agent \"" + unknown + "\"";
    return NearestName.to(unknown, BY_NAME.keySet())
        .map(nearest -> complaint + ", did you mean " + nearest + "?")
        .orElse(complaint);
  }

  private static String known() {
    return ALL.stream().map(profile -> profile.name().value()).collect(Collectors.joining(", "));
  }

  private record Entry(String name, String description, List<String> tools, List<String> editable) {
    AgentProfile toProfile() {
      return new AgentProfile(
          new AgentName(name),
          description,
          Resource.text(name + ".md"),
          tools.stream().map(ToolName::new).collect(Collectors.toSet()),
          new FilePatterns(editable));
    }
  }
}
