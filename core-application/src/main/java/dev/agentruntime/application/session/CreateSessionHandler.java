package dev.agentruntime.application.session;

import dev.agentruntime.application.approval.PolicyDocument;
import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.tool.BuiltinTools;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.Refusal;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolSpec;
import java.util.List;
import java.util.Optional;

/** Makes sessions. */
public final class CreateSessionHandler {

  private final SessionCommands commands;
  private final AgentProfiles agents;

  public CreateSessionHandler(SessionCommands commands, AgentProfiles agents) {
    this.commands = commands;
    this.agents = agents;
  }

  /**
   * Makes a session.
   *
   * @throws RefusedException if the agent is not enabled, a declared tool has the name of a
   *     built-in one, or the policy cannot be read
   */
  public SessionId handle(CreateSession command) {
    AgentName agent = command.agent().orElseGet(agents::initial);
    requireEnabled(agent);
    command.settings().tools().declared().forEach(CreateSessionHandler::requireOwnName);
    command.policy().ifPresent(document -> PolicyDocument.read(document, 1));
    var id = new SessionId(commands.newId());
    return commands.create(
        work -> {
          command.policy().ifPresent(document -> store(work, command, id, document));
          return Session.create(id, command.owner(), command.settings(), agent, work.now());
        });
  }

  private void requireEnabled(AgentName agent) {
    if (agents.find(agent).isEmpty()) {
      throw refused("there is no enabled agent named " + agent + "; enabled are " + agents.names());
    }
  }

  private static void requireOwnName(ToolSpec tool) {
    if (BuiltinTools.find(tool.name()).isPresent()) {
      throw refused(tool.name() + " is the name of a built-in tool; declare yours under another");
    }
  }

  private static RefusedException refused(String problem) {
    return new RefusedException(new Refusal.Invalid(List.of(problem)));
  }

  private static void store(
      UnitOfWork work, CreateSession command, SessionId id, JsonObject document) {
    work.policies()
        .add(
            new PolicyRepository.Version(
                command.owner(),
                Optional.of(id),
                1,
                document,
                command.owner().value(),
                work.now()));
  }
}
