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
   * @return the position of the session's last event
   * @throws RefusedException if there is no such session
   */
  public long handle(DeleteSession command) {
    return commands.perform(
        command.owner(),
        command.session(),
        (session, moment, work) -> session.delete(moment),
        Receipt.POSITION);
  }
}
