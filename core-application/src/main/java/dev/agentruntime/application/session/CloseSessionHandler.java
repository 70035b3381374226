package dev.agentruntime.application.session;

import dev.agentruntime.domain.session.RefusedException;

/** Ends sessions. */
public final class CloseSessionHandler {

  private final SessionCommands commands;

  public CloseSessionHandler(SessionCommands commands) {
    this.commands = commands;
  }

  /**
   * Ends the session, its turn with it.
   *
   * @throws RefusedException if there is no such session
   */
  public void handle(CloseSession command) {
    commands.perform(
        command.owner(), command.session(), (session, moment, work) -> session.close(moment));
  }
}
