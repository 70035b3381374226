package dev.agentruntime.application.session;

import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionSettings;

/** Changes settings of sessions. */
public final class UpdateSessionHandler {

  private final SessionCommands commands;

  public UpdateSessionHandler(SessionCommands commands) {
    this.commands = commands;
  }

  /**
   * Changes the settings.
   *
   * @return the settings now
   * @throws RefusedException if there is no such session or it is closed
   */
  public SessionSettings handle(UpdateSession command) {
    return commands
        .perform(
            command.owner(),
            command.session(),
            (session, moment, work) ->
                session.update(command.change().apply(session.state().header().settings()), moment))
        .state()
        .header()
        .settings();
  }
}
