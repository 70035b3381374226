package dev.agentruntime.application.metrics;

import dev.agentruntime.application.audit.AuditEntry;
import dev.agentruntime.domain.approval.Approval;
import dev.agentruntime.domain.approval.ApprovalId;
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
import java.util.Map;
import java.util.Optional;

/**
 * Counts what a part of the log tells. Starts with what is under way from the parts before, and
 * ends with what is under way for those behind.
 */
final class Tally {

  private static final String UNKNOWN = "unknown";
  private static final int LONGEST = 64;

  private final Map<SessionId, Stretch> stretches;
  private final Map<ApprovalId, Approval> approvals;
  private final Map<Count.Key, Count> counts = new LinkedHashMap<>();

  /**
   * A tally.
   *
   * @param under what is under way
   * @param approvals the requests that are closed, those that are still there
   */
  Tally(Map<SessionId, Stretch> under, Map<ApprovalId, Approval> approvals) {
    this.stretches = new HashMap<>(under);
    this.approvals = Map.copyOf(approvals);
  }

  Collection<Count> counts() {
    return counts.values();
  }

  Map<SessionId, Stretch> stretches() {
    return stretches;
  }

  void take(AuditEntry entry) {
    RecordedEvent event = entry.event();
    Owner owner = entry.entry().owner();
    Optional<String> tool = entry.facts().tool().map(Tally::bounded);
    switch (event.event()) {
      case SessionEvent.TurnRunning running ->
          stretches.put(event.session(), new Stretch(entry.facts().agent(), event.at()));
      case SessionEvent.TurnWaiting waiting -> close(owner, event, true);
      case SessionEvent.TurnEnded ended -> ended(owner, entry, ended.outcome());
      case SessionEvent.AgentSwitched switched -> switched(owner, event, switched);
      case SessionEvent.ToolCallProposed proposed -> tool(owner, tool, "requested");
      case SessionEvent.ToolAnswered answered ->
          result(answered.result().outcome()).ifPresent(what -> tool(owner, tool, what));
      case SessionEvent.ApprovalRequested requested
          when requested.approval().asked().call().isPresent() ->
          tool(owner, tool, "requires_approval");
      case SessionEvent.ApprovalClosed closed -> closed(owner, entry, closed);
      default -> {}
    }
  }

  private void ended(Owner owner, AuditEntry entry, TurnOutcome outcome) {
    boolean failed = outcome instanceof TurnOutcome.Failed;
    close(owner, entry.event(), !failed);
    if (outcome instanceof TurnOutcome.Failed failure) {
      add(Count.one(owner, Metric.ERROR, entry.facts().agent(), failure.kind().id(), 0));
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

  private void tool(Owner owner, Optional<String> tool, String what) {
    add(Count.one(owner, Metric.TOOL, tool.orElse(UNKNOWN), what, 0));
  }

  private static Optional<String> result(ToolResult.Outcome outcome) {
    return switch (outcome) {
      case SUCCEEDED -> Optional.of("completed");
      case FAILED -> Optional.of("failed");
      default -> Optional.empty();
    };
  }

  private void closed(Owner owner, AuditEntry entry, SessionEvent.ApprovalClosed closed) {
    Optional<Approval> approval = Optional.ofNullable(approvals.get(closed.approval()));
    long wait = approval.map(asked -> between(asked.asked().at(), entry.event().at())).orElse(0L);
    String type = approval.map(asked -> bounded(asked.request().type().value())).orElse(UNKNOWN);
    add(Count.one(owner, Metric.APPROVAL, type, closed.outcome().id(), wait));
    Optional<String> tool = entry.facts().tool().map(Tally::bounded);
    decision(closed.outcome())
        .filter(decision -> tool.isPresent())
        .ifPresent(
            decision -> add(Count.one(owner, Metric.DECISION, tool.orElseThrow(), decision, 0)));
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

  /** Models give calls any name. */
  private static String bounded(String name) {
    return name.length() <= LONGEST ? name : name.substring(0, LONGEST);
  }

  private void add(Count one) {
    counts.merge(one.key(), one, Count::plus);
  }
}
