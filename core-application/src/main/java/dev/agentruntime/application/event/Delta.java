package dev.agentruntime.application.event;

import dev.agentruntime.domain.message.MessageId;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnId;
import dev.agentruntime.domain.tool.ToolCallId;

/**
 * A piece of text while it comes. Never recorded; what became of it is told by a recorded event.
 */
public sealed interface Delta {

  /** The session it belongs to. */
  SessionId session();

  /** A piece of a reply; closed by {@code message.completed} or {@code message.discarded}. */
  record ReplyText(SessionId session, TurnId turn, MessageId reply, String text) implements Delta {}

  /** A piece of what the model shows of its thinking. */
  record Reasoning(SessionId session, TurnId turn, MessageId reply, String text) implements Delta {}

  /** A piece of what a running command prints. */
  record ToolOutput(SessionId session, TurnId turn, ToolCallId call, String text)
      implements Delta {}
}
