package dev.agentruntime.application.session;

import dev.agentruntime.application.tool.DeclaredTools;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionSettings;

/** Changes settings of sessions. */
public final class UpdateSessionHandler {

  private final SessionCommands commands;
  private final DeclaredTools declared;

  public UpdateSessionHandler(SessionCommands commands, DeclaredTools declared) {
    this.commands = commands;
    this.declared = declared;
  }

  /**
   * Changes the settings.
   *
   * @return the settings now
   * @throws RefusedException if there is no such session, it is closed, or a declared tool is
   *     refused as at its creation
   */
  public SessionSettings handle(UpdateSession command) {
    return commands
        .perform(
            command.owner(),
            command.session(),
            (session, moment, work) -> session.update(changed(command, session), moment))
        .state()
        .header()
        .settings();
  }

  private SessionSettings changed(UpdateSession command, Session session) {
    SessionSettings settings = command.change().apply(session.state().header().settings());
    declared.require(settings);
    return settings;
  }
}
