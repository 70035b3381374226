package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.session.TurnLimits;
import java.util.Optional;

/**
 * What the server serves.
 *
 * @param keys who calls with a key
 * @param limits of sessions that ask for none
 * @param version of the program
 */
public record HttpParts(
    AgentRuntime runtime,
    Keys keys,
    AgentProfiles agents,
    WorkspaceRoots workspaces,
    TurnLimits limits,
    String version) {

  /** Knows keys. */
  @FunctionalInterface
  public interface Keys {

    /** Who calls with this key; nobody if it is not known or was revoked. */
    Optional<Caller> caller(String key);
  }
}
