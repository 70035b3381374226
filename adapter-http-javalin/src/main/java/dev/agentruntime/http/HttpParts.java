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
 * @param logLevel how much the program logs
 * @param version of the program
 */
public record HttpParts(
    AgentRuntime runtime,
    Keys keys,
    AgentProfiles agents,
    WorkspaceRoots workspaces,
    TurnLimits limits,
    LogLevel logLevel,
    String version) {

  /** How much the program logs: error, warn, info or debug. Safe for many threads. */
  public interface LogLevel {

    /** The level now. */
    String get();

    /** Sets it until the program ends. */
    void set(String level);
  }

  /** Knows keys. */
  @FunctionalInterface
  public interface Keys {

    /** Who calls with this key; nobody if it is not known or was revoked. */
    Optional<Caller> caller(String key);
  }
}
