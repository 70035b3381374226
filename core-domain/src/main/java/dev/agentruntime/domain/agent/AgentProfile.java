package dev.agentruntime.domain.agent;

import dev.agentruntime.domain.tool.ToolName;
import java.util.Set;

/**
 * An agent as data.
 *
 * @param description one line for people and for routing: what the agent is for
 * @param prompt the system prompt
 * @param tools the tools it may call
 * @param editable the files its edits may touch
 */
public record AgentProfile(
    AgentName name, String description, String prompt, Set<ToolName> tools, FilePatterns editable) {

  public AgentProfile {
    tools = Set.copyOf(tools);
  }
}
