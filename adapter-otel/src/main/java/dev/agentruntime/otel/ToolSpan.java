package dev.agentruntime.otel;

import dev.agentruntime.application.port.RuntimeObserver.ToolRun;
import dev.agentruntime.domain.approval.AuthorizedCall;
import dev.agentruntime.domain.session.SessionId;
import dev.agentruntime.domain.tool.ToolResult;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import java.util.Optional;

/** A tool at work as a span. */
record ToolSpan(LiveSpan span, boolean content) implements ToolRun {

  static Optional<ToolRun> start(
      LiveSpan agent, SessionId session, AuthorizedCall call, OtelSettings settings) {
    return agent
        .child(spans -> span(spans, session, call))
        .map(
            span -> {
              if (settings.content()) {
                span.tell(open -> Content.of(call, open));
              }
              return new ToolSpan(span, settings.content());
            });
  }

  private static SpanBuilder span(Tracer spans, SessionId session, AuthorizedCall call) {
    String tool = call.tool().value();
    return spans
        .spanBuilder(GenAiNames.span(GenAiNames.EXECUTE_TOOL, Optional.of(tool)))
        .setSpanKind(SpanKind.INTERNAL)
        .setAttribute(GenAiNames.OPERATION, GenAiNames.EXECUTE_TOOL)
        .setAttribute(GenAiNames.CONVERSATION, session.toString())
        .setAttribute(GenAiNames.TOOL, tool)
        .setAttribute(GenAiNames.TOOL_TYPE, GenAiNames.FUNCTION)
        .setAttribute(GenAiNames.TOOL_CALL, call.id().toString());
  }

  @Override
  public void ends(ToolResult result) {
    span.end(
        open -> {
          String outcome = result.outcome().id();
          open.setAttribute(GenAiNames.OUTCOME, outcome);
          if (result.outcome() == ToolResult.Outcome.FAILED) {
            LiveSpan.fail(open, outcome);
          }
          if (content) {
            Content.of(result, open);
          }
        });
  }

  @Override
  public void abandoned() {
    span.end(open -> open.setAttribute(GenAiNames.ABANDONED, true));
  }
}
