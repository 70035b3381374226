package dev.agentruntime.application.session;

import dev.agentruntime.domain.json.RecordableText;
import dev.agentruntime.domain.session.RefusedException;

/** Stops turns. */
public final class CancelTurnHandler {

  private final SessionCommands commands;

  public CancelTurnHandler(SessionCommands commands) {
    this.commands = commands;
  }

  /**
   * Stops the turn: its open calls are answered, its approvals closed, what runs is interrupted.
   *
   * @return the position of the session's last event
   * @throws RefusedException if there is no such session
   */
  public long handle(CancelTurn command) {
    return commands.perform(
        command.owner(),
        command.session(),
        (session, moment, work) -> session.cancelTurn(RecordableText.of(command.reason()), moment),
        Receipt.POSITION);
  }
}
