package dev.agentruntime.application.turn;

import dev.agentruntime.application.agent.SystemPrompt;
import dev.agentruntime.application.port.Workspace;
import dev.agentruntime.application.port.Workspaces;
import dev.agentruntime.application.tool.CallPreparation;
import dev.agentruntime.application.tool.SessionTools;
import dev.agentruntime.application.tool.ToolSchemas;
import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.session.Runner;
import dev.agentruntime.domain.session.Session;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/** The tools, the workspace and the checks of one session. */
public record SessionTooling(
    SessionTools tools,
    Optional<Workspace> workspace,
    String folder,
    AgentProfiles agents,
    ToolSchemas schemas) {

  /** Opens what a session is set to. */
  public static SessionTooling of(
      Session session, Workspaces workspaces, AgentProfiles agents, ToolSchemas schemas) {
    var settings = session.state().header().settings();
    Optional<String> root =
        settings.runner() instanceof Runner.OnHost host
            ? Optional.of(host.workspace())
            : Optional.empty();
    return new SessionTooling(
        SessionTools.of(settings.tools(), agents),
        root.map(workspaces::open),
        root.map(SessionTooling::lastName).orElse("the client's workspace"),
        agents,
        schemas);
  }

  private static String lastName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /**
   * The profile of the agent at work.
   *
   * @throws IllegalStateException if that agent is no longer enabled
   */
  public AgentProfile agentOf(Session session) {
    var name = session.state().agents().current();
    return agents
        .find(name)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the session's agent "
                        + name
                        + " is not enabled; enabled are "
                        + agents.names()));
  }

  /** The checks for the agent at work. */
  public CallPreparation preparationFor(Session session) {
    return new CallPreparation(tools, agentOf(session), workspace, schemas);
  }

  /** What an agent is told of its surroundings; the date is that of the last event. */
  SystemPrompt.Environment environment(Session session) {
    return new SystemPrompt.Environment(
        folder,
        System.getProperty("os.name", "unknown"),
        LocalDate.ofInstant(session.state().header().updatedAt(), ZoneId.systemDefault()));
  }
}
