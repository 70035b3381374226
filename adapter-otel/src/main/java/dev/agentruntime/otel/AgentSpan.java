package dev.agentruntime.otel;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.RuntimeObserver.AgentEnd;
import dev.agentruntime.application.port.RuntimeObserver.AgentRun;
import dev.agentruntime.application.port.RuntimeObserver.ModelCall;
import dev.agentruntime.application.port.RuntimeObserver.ToolRun;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.event.TraceParent;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.session.TurnOutcome;
import io.opentelemetry.api.trace.Span;
import java.util.Optional;

/** The run of an agent as a span. */
record AgentSpan(LiveSpan span, SessionId session, OtelSettings settings) implements AgentRun {

  @Override
  public Optional<TraceParent> trace() {
    return span.place();
  }

  @Override
  public ModelCall asks(ChatModel.Request request) {
    return ChatSpan.start(span, request, settings).orElse(NONE.asks(request));
  }

  @Override
  public ToolRun executes(AuthorizedCall call) {
    return ToolSpan.start(span, session, call, settings).orElse(NONE.executes(call));
  }

  @Override
  public void ends(AgentEnd end) {
    span.end(open -> tell(open, end));
  }

  private static void tell(Span open, AgentEnd end) {
    switch (end) {
      case AgentEnd.HandedOver over -> {
        open.setAttribute(GenAiNames.OUTCOME, GenAiNames.HANDED_OVER);
        open.setAttribute(GenAiNames.HANDED_OVER_TO, over.to().value());
      }
      case AgentEnd.Waits waits -> {
        open.setAttribute(GenAiNames.OUTCOME, GenAiNames.WAITING);
        open.setAttribute(GenAiNames.WAIT_REASON, waits.reason().id());
      }
      case AgentEnd.TurnOver over -> {
        open.setAttribute(GenAiNames.OUTCOME, over.outcome().id());
        if (over.outcome() instanceof TurnOutcome.Failed failed) {
          LiveSpan.fail(open, failed.kind().id());
        }
      }
      case AgentEnd.Left left -> open.setAttribute(GenAiNames.OUTCOME, GenAiNames.LEFT);
    }
  }
}
