package dev.agentruntime.application.metrics;

import dev.agentruntime.application.query.Outline;
import dev.agentruntime.application.tool.BuiltinTools;
import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.PendingApprovalState;
import dev.agentruntime.domain.event.RecordedEvent;
import dev.agentruntime.domain.session.Owner;
import dev.agentruntime.domain.session.SessionEvent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnOutcome;
import dev.agentruntime.domain.tool.ToolResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Counts what a part of the log tells. Starts with what is under way from the parts before, and
 * ends with what is under way for those behind.
 */
final class Tally {

  /** The events that are counted; the store is asked for no others. */
  static final List<String> TYPES =
      List.of(
          "agent.switched",
          "approval.approved",
          "approval.cancelled",
          "approval.expired",
          "approval.rejected",
          "approval.requested",
          "tool.call.proposed",
          "tool.execution.completed",
          "tool.execution.failed",
          "turn.cancelled",
          "turn.completed",
          "turn.failed",
          "turn.limit_reached",
          "turn.running",
          "turn.waiting");

  /**
   * Stands for all tools that there are not, and for a declared one whose call was refused before
   * the policy was asked: models give calls any name, and each name would be a row for ever.
   */
  static final String UNKNOWN = "(unknown)";

  /** Stands for the types that clients make up, for the same reason. */
  static final String OTHER = "(other)";

  private static final Set<String> TOOLS =
      BuiltinTools.all().stream()
          .map(tool -> tool.name().value())
          .collect(Collectors.toUnmodifiableSet());

  /** Those that only the runtime asks for, and those whose details it knows. */
  private static final Set<ApprovalType> REQUESTS =
      Set.of(
          ApprovalType.TOOL,
          ApprovalType.RECOVERY,
          ApprovalType.LIMIT,
          new ApprovalType("plan"),
          new ApprovalType("deployment"));

  private final Map<SessionId, Stretch> stretches;
  private final Map<Count.Key, Count> counts = new LinkedHashMap<>();

  /** A tally that goes on with what is under way. */
  Tally(Map<SessionId, Stretch> under) {
    this.stretches = new HashMap<>(under);
  }

  Collection<Count> counts() {
    return counts.values();
  }

  Map<SessionId, Stretch> stretches() {
    return stretches;
  }

  void take(Outline.Entry entry) {
    switch (entry) {
      case Outline.Readable readable -> take(readable);
      case Outline.Unreadable unreadable ->
          unreadable
              .owner()
              .ifPresent(owner -> add(Count.one(owner, Metric.UNREADABLE, "", "", 0)));
    }
  }

  private void take(Outline.Readable entry) {
    RecordedEvent event = entry.event();
    Owner owner = entry.owner();
    switch (event.event()) {
      case SessionEvent.TurnRunning running ->
          stretches.put(event.session(), new Stretch(entry.about().agent(), event.at()));
      case SessionEvent.TurnWaiting waiting -> close(owner, event, true);
      case SessionEvent.TurnEnded ended -> ended(owner, entry, ended.outcome());
      case SessionEvent.AgentSwitched switched -> switched(owner, event, switched);
      case SessionEvent.ToolCallProposed proposed -> tool(entry, "requested");
      case SessionEvent.ToolAnswered answered ->
          result(answered.result().outcome()).ifPresent(what -> tool(entry, what));
      case SessionEvent.ApprovalRequested requested
          when requested.approval().asked().call().isPresent() ->
          tool(entry, "requires_approval");
      case SessionEvent.ApprovalClosed closed -> closed(owner, entry, closed);
      default -> {}
    }
  }

  private void ended(Owner owner, Outline.Readable entry, TurnOutcome outcome) {
    boolean failed = outcome instanceof TurnOutcome.Failed;
    close(owner, entry.event(), !failed);
    if (outcome instanceof TurnOutcome.Failed failure) {
      add(Count.one(owner, Metric.ERROR, entry.about().agent(), failure.kind().id(), 0));
    }
  }

  private void switched(Owner owner, RecordedEvent event, SessionEvent.AgentSwitched switched) {
    String pair = switched.from().value() + "_to_" + switched.to().value();
    add(Count.one(owner, Metric.AGENT_SWITCH, pair, "", 0));
    boolean working = stretches.containsKey(event.session());
    close(owner, event, true);
    if (working) {
      stretches.put(event.session(), new Stretch(switched.to().value(), event.at()));
    }
  }

  private void close(Owner owner, RecordedEvent event, boolean succeeded) {
    Stretch stretch = stretches.remove(event.session());
    if (stretch != null) {
      add(
          Count.one(
              owner,
              Metric.AGENT_PROCESSING,
              stretch.agent(),
              succeeded ? "success" : "failure",
              between(stretch.since(), event.at())));
    }
  }

  /** Clocks of stores may be set back. */
  private static long between(Instant since, Instant until) {
    return Math.max(0, Duration.between(since, until).toMillis());
  }

  private void tool(Outline.Readable entry, String what) {
    String tool = entry.about().call().map(Tally::label).orElse(UNKNOWN);
    add(Count.one(entry.owner(), Metric.TOOL, tool, what, 0));
  }

  private static String label(Outline.Call call) {
    return call.proposed() || TOOLS.contains(call.tool()) ? call.tool() : UNKNOWN;
  }

  private static String label(Outline.Asked asked) {
    return REQUESTS.contains(asked.type()) ? asked.type().value() : OTHER;
  }

  private static Optional<String> result(ToolResult.Outcome outcome) {
    return switch (outcome) {
      case SUCCEEDED -> Optional.of("completed");
      case FAILED -> Optional.of("failed");
      default -> Optional.empty();
    };
  }

  private void closed(Owner owner, Outline.Readable entry, SessionEvent.ApprovalClosed closed) {
    Optional<Outline.Asked> asked = entry.about().asked();
    long wait = asked.map(request -> between(request.at(), entry.event().at())).orElse(0L);
    String type = asked.map(Tally::label).orElse(UNKNOWN);
    add(Count.one(owner, Metric.APPROVAL, type, closed.outcome().id(), wait));
    decision(closed.outcome())
        .ifPresent(
            decision ->
                entry
                    .about()
                    .call()
                    .ifPresent(
                        call -> add(Count.one(owner, Metric.DECISION, label(call), decision, 0))));
  }

  /** What a person said, in the words of this service's predecessor. */
  private static Optional<String> decision(PendingApprovalState outcome) {
    return switch (outcome) {
      case PendingApprovalState.Approved approved when !approved.isByPolicy() ->
          Optional.of(approved.edited() ? "EDIT" : "APPROVE");
      case PendingApprovalState.Rejected rejected when !rejected.isByPolicy() ->
          Optional.of("REJECT");
      default -> Optional.empty();
    };
  }

  private void add(Count one) {
    counts.merge(one.key(), one, Count::plus);
  }
}
