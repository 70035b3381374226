package dev.agentruntime.otel;

import dev.agentruntime.application.port.RuntimeObserver;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import java.util.Optional;

/**
 * Tells OpenTelemetry what agents, models and tools do: a span for each run of an agent, and below
 * it one for each request to the model and for each tool.
 *
 * <p>Runs that belong together are one trace: a run's parent is what let the turn go on, be it a
 * caller's span or the run before; where that is not what began the turn, a link leads there.
 * Owners are not told, content only where the settings say so. Safe for many threads; never throws.
 * With an OpenTelemetry that does nothing, nothing is done.
 */
public final class OtelObserver implements RuntimeObserver {

  private static final String SCOPE = "dev.agentruntime";

  private final Tracer tracer;
  private final OtelSettings settings;

  /** One for the spans of that OpenTelemetry, which stays the caller's to close. */
  public OtelObserver(OpenTelemetry telemetry, OtelSettings settings) {
    this.tracer = telemetry.getTracer(SCOPE);
    this.settings = settings;
  }

  @Override
  public boolean traces() {
    return true;
  }

  @Override
  public AgentRun begins(AgentStart start) {
    Optional<SpanContext> cause = start.cause().map(Place::of);
    return LiveSpan.start(tracer, cause, spans -> span(spans, start, cause))
        .<AgentRun>map(span -> new AgentSpan(span, start.session(), settings))
        .orElse(AgentRun.NONE);
  }

  private static SpanBuilder span(Tracer spans, AgentStart start, Optional<SpanContext> cause) {
    String agent = start.agent().value();
    SpanBuilder span =
        spans
            .spanBuilder(GenAiNames.span(GenAiNames.INVOKE_AGENT, Optional.of(agent)))
            .setSpanKind(SpanKind.INTERNAL)
            .setAttribute(GenAiNames.OPERATION, GenAiNames.INVOKE_AGENT)
            .setAttribute(GenAiNames.AGENT, agent)
            .setAttribute(GenAiNames.CONVERSATION, start.session().toString())
            .setAttribute(GenAiNames.TURN, start.turn().toString());
    start
        .origin()
        .map(Place::of)
        .filter(origin -> cause.stream().noneMatch(place -> Place.isSame(place, origin)))
        .ifPresent(span::addLink);
    return span;
  }
}
