package dev.agentruntime.application.turn;

import dev.agentruntime.application.approval.PoliciesInForce;
import dev.agentruntime.application.bus.Announcer;
import dev.agentruntime.application.event.EventFeed;
import dev.agentruntime.application.output.KnownSecrets;
import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.GuardedObserver;
import dev.agentruntime.application.port.Workspaces;
import dev.agentruntime.application.tool.ToolSchemas;
import dev.agentruntime.domain.agent.AgentProfiles;

/** What every loop of a runtime shares. */
public record LoopParts(
    ChatModel model,
    Workspaces workspaces,
    AgentProfiles agents,
    PoliciesInForce policies,
    ToolSchemas schemas,
    Audience audience,
    KnownSecrets secrets) {

  /**
   * Who is told what the loops do: readers what happens, an observer how it is done, the bus what
   * is under way.
   */
  public record Audience(EventFeed feed, GuardedObserver observer, Announcer announcer) {}

  EventFeed feed() {
    return audience.feed();
  }
}
