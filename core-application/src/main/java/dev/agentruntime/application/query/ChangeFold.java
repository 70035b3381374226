package dev.agentruntime.application.query;

import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.approval.ApprovalId;
import dev.agentruntime.domain.approval.AuthorizedCall.Grounds;
import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.tool.FileImpact;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Collects from a log, event by event, what took effect. */
final class ChangeFold {

  private final List<SessionChange> changes = new ArrayList<>();
  private final Map<ToolCallId, String> tools = new HashMap<>();
  private final Map<ToolCallId, Started> running = new HashMap<>();
  private final Map<ApprovalId, String> deciders = new HashMap<>();
  private AgentName agent = AgentName.ORCHESTRATOR;

  private record Started(SessionEvent.ToolStarted event, AgentName agent) {}

  void take(RecordedEvent entry) {
    switch (entry.event()) {
      case SessionEvent.Created e -> agent = e.agent();
      case SessionEvent.AgentSwitched e -> agent = e.to();
      case SessionEvent.ToolCallProposed e -> tools.put(e.call().id(), e.call().name());
      case SessionEvent.ApprovalClosed e when e.outcome() instanceof Approved approved ->
          deciders.put(e.approval(), approved.by());
      case SessionEvent.ToolStarted e -> running.put(e.call(), new Started(e, agent));
      case SessionEvent.ToolAnswered e -> answered(e, entry.at());
      default -> {}
    }
  }

  private void answered(SessionEvent.ToolAnswered answer, Instant at) {
    Started started = running.remove(answer.call());
    if (started == null || answer.result().outcome() != ToolResult.Outcome.SUCCEEDED) {
      return;
    }
    List<String> paths = paths(started.event, answer.result());
    if (!paths.isEmpty()) {
      changes.add(
          new SessionChange(
              answer.call(),
              tools.getOrDefault(answer.call(), ""),
              started.agent,
              at,
              paths,
              started.event.diff(),
              allowed(started.event.grounds())));
    }
  }

  private static List<String> paths(SessionEvent.ToolStarted started, ToolResult result) {
    return Stream.concat(
            started.files().stream()
                .filter(file -> !file.before().equals(file.after()))
                .map(FileImpact::path),
            result.changedFiles().stream())
        .distinct()
        .toList();
  }

  private SessionChange.Allowed allowed(Grounds grounds) {
    return new SessionChange.Allowed(
        grounds,
        grounds instanceof Grounds.Person person
            ? Optional.ofNullable(deciders.get(person.approval()))
            : Optional.empty());
  }

  List<SessionChange> changes() {
    return List.copyOf(changes);
  }
}
