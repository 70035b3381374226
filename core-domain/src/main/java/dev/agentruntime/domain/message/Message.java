package dev.agentruntime.domain.message;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.tool.ToolCall;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.util.List;
import java.util.Optional;

/** One entry of a transcript. Text is recordable: no NUL, no lone surrogate. */
public sealed interface Message {

  /** Instructions for the model; built for each request, never recorded. */
  record System(String text) implements Message {}

  /** What the user said. */
  record User(MessageId id, String text) implements Message {}

  /**
   * One reply of the model.
   *
   * @param text may be empty where there are calls
   * @param reasoning what the model let be seen of its thinking; never sent back to it
   */
  record Assistant(
      MessageId id, AgentName agent, String text, Optional<String> reasoning, List<ToolCall> calls)
      implements Message {
    public Assistant {
      calls = List.copyOf(calls);
    }
  }

  /**
   * The answer to a call.
   *
   * @param providerId the id under which the model waits for it
   */
  record Tool(ToolCallId call, String providerId, ToolResult result) implements Message {}
}
