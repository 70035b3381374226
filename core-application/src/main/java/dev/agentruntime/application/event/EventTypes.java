package dev.agentruntime.application.event;

import java.util.List;

/** The names that recorded events go by, outcomes told apart. */
public final class EventTypes {

  /** All of them, in alphabetical order. */
  public static final List<String> ALL =
      List.of(
          "agent.routed",
          "agent.switched",
          "approval.approved",
          "approval.cancelled",
          "approval.expired",
          "approval.rejected",
          "approval.requested",
          "llm.request.completed",
          "llm.request.failed",
          "message.completed",
          "message.discarded",
          "question.asked",
          "session.closed",
          "session.created",
          "session.deleted",
          "session.message.added",
          "session.updated",
          "tool.call.cancelled",
          "tool.call.denied",
          "tool.call.expired",
          "tool.call.interrupted",
          "tool.call.proposed",
          "tool.call.superseded",
          "tool.execution.completed",
          "tool.execution.failed",
          "tool.execution.requested",
          "tool.execution.reset",
          "tool.execution.started",
          "turn.cancelled",
          "turn.completed",
          "turn.failed",
          "turn.limit_reached",
          "turn.running",
          "turn.started",
          "turn.waiting");

  private EventTypes() {}
}
