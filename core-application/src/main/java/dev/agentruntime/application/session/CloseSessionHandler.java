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
   * @return the position of the session's last event
   * @throws RefusedException if there is no such session
   */
  public long handle(CloseSession command) {
    return commands.perform(
        command.owner(),
        command.session(),
        (session, moment, work) -> session.close(moment),
        Receipt.POSITION);
  }
}
