package dev.agentruntime.application.session;

import dev.agentruntime.application.tool.DeclaredTools;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.session.IfBusy;
import dev.agentruntime.domain.session.Moment;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.SessionId;

/** Makes sessions that begin with a message. */
public final class BeginSessionHandler {

  private final SessionCommands commands;
  private final AgentProfiles agents;
  private final CreateSessionHandler creation;

  public BeginSessionHandler(
      SessionCommands commands, AgentProfiles agents, DeclaredTools declared) {
    this.commands = commands;
    this.agents = agents;
    this.creation = new CreateSessionHandler(commands, agents, declared);
  }

  /**
   * Makes a session with its first message, and wakes the runner.
   *
   * @throws RefusedException if the session or the message would be refused; there is no session
   *     then
   */
  public Begun handle(BeginSession command) {
    CreateSession wanted = command.creation();
    var id = new SessionId(commands.newId());
    return commands.create(
        work ->
            creation
                .make(wanted, id, work)
                .say(
                    command.text(),
                    wanted.agent(),
                    IfBusy.REJECT,
                    agents,
                    new Moment(work.now(), commands::newId)),
        Begun.RECEIPT);
  }
}
