package dev.agentruntime.application.session;

import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.session.RefusedException;

/** Switches agents on behalf of users. */
public final class SwitchAgentHandler {

  private final SessionCommands commands;
  private final AgentProfiles agents;

  public SwitchAgentHandler(SessionCommands commands, AgentProfiles agents) {
    this.commands = commands;
    this.agents = agents;
  }

  /**
   * Switches the agent.
   *
   * @throws RefusedException if a turn is open, the agent is at work already or not enabled, or the
   *     session reached its limit of switches
   */
  public Switched handle(SwitchAgent command) {
    return commands.perform(
        command.owner(),
        command.session(),
        (session, moment, work) ->
            session.switchAgent(command.agent(), command.reason(), agents, moment),
        Switched.RECEIPT);
  }
}
