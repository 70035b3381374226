package dev.agentruntime.application.session;

import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.session.RefusedException;

/** Takes messages. */
public final class SendMessageHandler {

  private final SessionCommands commands;
  private final AgentProfiles agents;

  public SendMessageHandler(SessionCommands commands, AgentProfiles agents) {
    this.commands = commands;
    this.agents = agents;
  }

  /**
   * Takes a message and wakes the runner.
   *
   * @throws RefusedException if there is no such session, it is closed or busy, the text is empty,
   *     or the agent cannot be switched to
   */
  public Accepted handle(SendMessage command) {
    return commands.perform(
        command.owner(),
        command.session(),
        (session, moment, work) ->
            session.say(command.text(), command.agent(), command.ifBusy(), agents, moment),
        Accepted.RECEIPT);
  }
}
