package dev.agentruntime.micrometer;

import dev.agentruntime.domain.approval.ApprovalType;
import dev.agentruntime.domain.approval.PendingApprovalState.Approved;
import dev.agentruntime.domain.message.Message;
import dev.agentruntime.domain.session.SessionEvent.ApprovalClosed;
import dev.agentruntime.domain.session.SessionEvent.ToolAnswered;
import dev.agentruntime.domain.session.SessionEvent.ToolCallProposed;
import dev.agentruntime.domain.session.SessionEvent.ToolRequested;
import dev.agentruntime.domain.tool.ToolCallId;
import dev.agentruntime.domain.tool.ToolExecution;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;

/**
 * Tool calls by what became of them, as the log tells it. An answer does not say of which tool it
 * is; what came before it does.
 */
final class ToolMeters {

  private final MeterProvider<Counter> calls;
  private final Recent<ToolCallId, String> open = new Recent<>();

  ToolMeters(Meters meters) {
    calls =
        meters.counter(
            "agent.runtime.log.tool.calls", "Tool calls that were answered, by tool and outcome");
  }

  /** Calls that break a rule are answered without being proposed. */
  void replied(Message.Assistant reply) {
    reply.calls().forEach(call -> open.put(call.id(), ToolLabels.of(call.name())));
  }

  void proposed(ToolCallProposed event) {
    String tool = event.call().name();
    open.put(
        event.call().id(),
        event.execution() == ToolExecution.CLIENT
            ? ToolLabels.ofClient(tool)
            : ToolLabels.of(tool));
  }

  void requested(ToolRequested event) {
    open.put(event.call(), ToolLabels.ofClient(event.tool().value()));
  }

  /** Tells of calls that were proposed before this process listened. */
  void approved(ApprovalClosed event) {
    if (event.outcome() instanceof Approved approved
        && approved.granted().type().equals(ApprovalType.TOOL)) {
      event
          .call()
          .ifPresent(id -> open.putIfAbsent(id, ToolLabels.of(approved.granted().subject())));
    }
  }

  void answered(ToolAnswered event) {
    calls
        .withTags(
            "tool",
            open.take(event.call()).orElse(BoundedNames.UNKNOWN),
            "outcome",
            event.result().outcome().id())
        .increment();
  }
}
