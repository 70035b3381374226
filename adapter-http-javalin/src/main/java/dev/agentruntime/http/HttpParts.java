package dev.agentruntime.http;

import dev.agentruntime.application.AgentRuntime;
import dev.agentruntime.application.port.RateMeter;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.session.TurnLimits;
import java.time.Instant;
import java.util.Optional;

/**
 * What the server serves.
 *
 * @param keys who calls with a key
 * @param rates how often each key calls; shared where several servers share a store
 * @param limits of sessions that ask for none
 * @param program around the server
 */
public record HttpParts(
    AgentRuntime runtime,
    Keys keys,
    RateMeter rates,
    AgentProfiles agents,
    WorkspaceRoots workspaces,
    TurnLimits limits,
    Program program) {

  /**
   * The program around it.
   *
   * @param logLevel how much it logs
   * @param meters for who watches it
   * @param version of it
   */
  public record Program(LogLevel logLevel, Meters meters, String version) {}

  /** All meters of the program. Safe for many threads. */
  public interface Meters {

    /**
     * Reads them.
     *
     * @param accept which formats are wanted, in the form of the header of that name
     */
    Reading read(String accept);

    /**
     * What was read.
     *
     * @param contentType the format, in the form of the header of that name
     */
    record Reading(String contentType, String text) {}
  }

  /** How much the program logs: error, warn, info or debug. Safe for many threads. */
  public interface LogLevel {

    /** The level now. */
    String get();

    /** Sets it until the program ends. */
    void set(String level);
  }

  /** Knows keys, and tickets that stand for them in browsers. Safe for many threads. */
  public interface Keys {

    /** Who calls with this key; nobody if it is not known or was revoked. */
    Optional<Caller> caller(String key);

    /** A ticket for a caller's key; nothing if that was revoked meanwhile. */
    Optional<String> ticket(Caller caller, Instant until);

    /** Who calls with this ticket; nobody if it is not real or over, or its key was revoked. */
    Optional<Caller> holder(String ticket, Instant now);

    /** Whether a caller's key still opens something. */
    boolean isValid(Caller caller);
  }
}
