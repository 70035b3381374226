package dev.agentruntime.application.session;

import dev.agentruntime.application.tool.DeclaredTools;
import dev.agentruntime.domain.session.Refusal;
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
   * @throws RefusedException if there is no such session, it is closed, it is not where the caller
   *     saw it, or a declared tool is refused as at its creation
   */
  public Updated handle(UpdateSession command) {
    return commands.perform(
        command.owner(),
        command.session(),
        (session, moment, work) -> {
          requireUnchanged(command, session);
          return session.update(changed(command, session), moment);
        },
        Updated.RECEIPT);
  }

  private static void requireUnchanged(UpdateSession command, Session session) {
    long current = session.version().position();
    if (command.expected().isPresent() && command.expected().getAsLong() != current) {
      throw new RefusedException(new Refusal.VersionConflict(current));
    }
  }

  private SessionSettings changed(UpdateSession command, Session session) {
    SessionSettings settings = command.change().apply(session.state().header().settings());
    declared.require(settings);
    return settings;
  }
}
