package dev.agentruntime.application.agent;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import java.util.List;

/** Finds enabled agents by name, and says what was probably meant where there is none. */
public final class EnabledAgent {

  private EnabledAgent() {}

  /**
   * The profile of an agent.
   *
   * @throws RefusedException if it is not enabled
   */
  public static AgentProfile in(AgentProfiles agents, AgentName name) {
    return agents.find(name).orElseThrow(() -> refused(agents, name));
  }

  private static RefusedException refused(AgentProfiles agents, AgentName name) {
    List<String> known = agents.all().stream().map(agent -> agent.name().value()).toList();
    return new RefusedException(
        Refusal.Invalid.of(
            List.of(
                "there is no enabled agent named "
                    + name
                    + NearestName.to(name.value(), known)
                        .map(nearest -> ", did you mean " + nearest + "?")
                        .orElse("")
                    + "; enabled are "
                    + agents.names())));
  }
}
