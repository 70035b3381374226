package dev.agentruntime.application.session;

import dev.agentruntime.application.agent.EnabledAgent;
import dev.agentruntime.application.approval.PolicyDocument;
import dev.agentruntime.application.approval.SetPolicy;
import dev.agentruntime.application.port.PolicyRepository;
import dev.agentruntime.application.port.UnitOfWork;
import dev.agentruntime.application.tool.DeclaredTools;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.json.JsonObject;
import dev.agentruntime.domain.session.RefusedException;
import dev.agentruntime.domain.session.Session;
import dev.agentruntime.domain.session.SessionId;
import java.util.Optional;

/** Makes sessions. */
public final class CreateSessionHandler {

  private static final Receipt<SessionId> RECEIPT =
      new Receipt<>(
          Session::id,
          id -> JsonObject.builder().put("session", id.toString()).build(),
          json -> SessionId.parse(json.string("session").orElseThrow()));

  private final SessionCommands commands;
  private final AgentProfiles agents;
  private final DeclaredTools declared;

  public CreateSessionHandler(
      SessionCommands commands, AgentProfiles agents, DeclaredTools declared) {
    this.commands = commands;
    this.agents = agents;
    this.declared = declared;
  }

  /**
   * Makes a session.
   *
   * @throws RefusedException if the agent is not enabled, a declared tool has the name of a
   *     built-in one or a broken schema, or the policy cannot be read
   */
  public SessionId handle(CreateSession command) {
    var id = new SessionId(commands.newId());
    return commands.create(work -> make(command, id, work), RECEIPT);
  }

  /** The session, for the transaction that records it. */
  Session make(CreateSession command, SessionId id, UnitOfWork work) {
    AgentName agent = command.agent().orElseGet(agents::initial);
    EnabledAgent.in(agents, agent);
    declared.require(command.settings());
    command.policy().ifPresent(content -> PolicyDocument.read(content.document()));
    command.policy().ifPresent(content -> store(work, command, id, content));
    return Session.create(id, command.owner(), command.settings(), agent, work.now());
  }

  private static void store(
      UnitOfWork work, CreateSession command, SessionId id, SetPolicy.Content content) {
    work.policies()
        .add(
            new PolicyRepository.Version(
                command.owner(),
                Optional.of(id),
                1,
                content.document(),
                content.alone(),
                new PolicyRepository.Put(command.owner().value(), "", work.now())));
  }
}
