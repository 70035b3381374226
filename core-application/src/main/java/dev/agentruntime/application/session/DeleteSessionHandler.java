package dev.agentruntime.application.session;

import dev.agentruntime.domain.session.RefusedException;

/** Takes sessions out of sight. */
public final class DeleteSessionHandler {

  private final SessionCommands commands;

  public DeleteSessionHandler(SessionCommands commands) {
    this.commands = commands;
  }

  /**
   * Takes the session out of sight, its turn stopped.
   *
   * @throws RefusedException if there is no such session
   */
  public void handle(DeleteSession command) {
    commands.perform(
        command.owner(), command.session(), (session, moment, work) -> session.delete(moment));
  }
}
