package dev.agentruntime.application.event;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
          "approval.voted",
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

  /** What the runtime tells on the bus of its work; recorded nowhere. */
  public static final List<String> OF_WORK =
      List.of(
          "agent.error.occurred",
          "agent.processing.completed",
          "agent.processing.failed",
          "agent.processing.started",
          "llm.request.started",
          "metrics.performance.measured");

  /** What the runtime tells on the bus of itself; recorded nowhere. */
  public static final List<String> OF_SYSTEM =
      List.of(
          "metrics.collected",
          "system.background_task.completed",
          "system.background_task.failed",
          "system.background_task.started",
          "system.shutdown",
          "system.startup");

  /** All that the runtime tells on the bus, in alphabetical order. */
  public static final List<String> TOLD =
      Stream.of(ALL, OF_WORK, OF_SYSTEM).flatMap(List::stream).sorted().toList();

  /** Words that the types of events of the runtime begin with, those of its predecessor too. */
  private static final Set<String> FIRST_WORDS =
      Stream.concat(TOLD.stream(), Stream.of("hitl."))
          .map(EventTypes::firstWord)
          .collect(Collectors.toUnmodifiableSet());

  private EventTypes() {}

  /** Whether nobody but the runtime has events of that type. */
  public static boolean isOfRuntime(String type) {
    return FIRST_WORDS.contains(firstWord(type));
  }

  private static String firstWord(String type) {
    return type.split("\\.", 2)[0];
  }
}
