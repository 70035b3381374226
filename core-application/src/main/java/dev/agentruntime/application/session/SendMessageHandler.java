package dev.agentruntime.application.session;

import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.TurnId;

/** Takes messages. */
public final class SendMessageHandler {

  private final SessionCommands commands;
  private final AgentProfiles agents;

  public SendMessageHandler(SessionCommands commands, AgentProfiles agents) {
    this.commands = commands;
    this.agents = agents;
  }

  /**
   * What became of a message.
   *
   * @param turn that works on it
   * @param position of the last event recorded with it; what happens next comes behind
   */
  public record Accepted(TurnId turn, long position) {}

  /**
   * Takes a message and wakes the runner.
   *
   * @throws RefusedException if there is no such session, it is closed or busy, the text is empty,
   *     or the agent cannot be switched to
   */
  public Accepted handle(SendMessage command) {
    Session session =
        commands.perform(
            command.owner(),
            command.session(),
            (s, moment, work) ->
                s.say(command.text(), command.agent(), command.ifBusy(), agents, moment));
    return new Accepted(session.state().openTurn().id(), session.version().position());
  }
}
