package dev.agentruntime.application.port;

import java.util.Optional;

/** Whether a process may be the server of a store. */
public sealed interface ServerClaim {

  /** It may, until it closes the store or ends. */
  record Granted() implements ServerClaim {}

  /**
   * Another one is.
   *
   * @param by who, if that is known
   */
  record Taken(Optional<LeaseOwner> by) implements ServerClaim {}
}
