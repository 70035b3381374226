package dev.agentruntime.otel;

import dev.agentruntime.domain.event.TraceParent;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.util.Optional;

/** Places in a trace, between how W3C Trace Context writes them and OpenTelemetry has them. */
final class Place {

  private Place() {}

  /** A span of somebody else, or of an earlier run. */
  static SpanContext of(TraceParent parent) {
    String[] parts = parent.value().split("-", -1);
    return SpanContext.createFromRemoteParent(
        parts[1], parts[2], TraceFlags.fromHex(parts[3], 0), TraceState.getDefault());
  }

  /** As it is written; nothing where there is no trace. */
  static Optional<TraceParent> of(SpanContext span) {
    return span.isValid()
        ? Optional.of(
            new TraceParent(
                String.join(
                    "-", "00", span.getTraceId(), span.getSpanId(), span.getTraceFlags().asHex())))
        : Optional.empty();
  }

  /** Whether both are the same span, sampled or not. */
  static boolean isSame(SpanContext one, SpanContext other) {
    return one.getSpanId().equals(other.getSpanId()) && one.getTraceId().equals(other.getTraceId());
  }
}
