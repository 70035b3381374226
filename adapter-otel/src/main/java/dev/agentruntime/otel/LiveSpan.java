package dev.agentruntime.otel;

import dev.agentruntime.domain.event.TraceParent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A span under way. Safe for many threads, bound to none: neither is the current context looked at
 * nor is anything put there. Nothing here throws, whatever the SDK and its processors do: who works
 * must not be stopped by who looks on.
 */
record LiveSpan(Tracer tracer, Span span) {

  /** Below that parent, or a root where there is none; nothing where nobody makes spans. */
  static Optional<LiveSpan> start(
      Tracer tracer, Optional<SpanContext> parent, Function<Tracer, SpanBuilder> what) {
    try {
      // Without an SDK a span would be its parent once more.
      if (!tracer.isEnabled()) {
        return Optional.empty();
      }
      Context above = Context.root();
      Span span =
          what.apply(tracer)
              .setParent(parent.map(place -> above.with(Span.wrap(place))).orElse(above))
              .startSpan();
      return span.getSpanContext().isValid()
          ? Optional.of(new LiveSpan(tracer, span))
          : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  Optional<LiveSpan> child(Function<Tracer, SpanBuilder> what) {
    return start(tracer, Optional.of(span.getSpanContext()), what);
  }

  Optional<TraceParent> place() {
    return Place.of(span.getSpanContext());
  }

  /** Adds to it; nothing is even looked up where the span is not sampled. */
  void tell(Consumer<Span> what) {
    try {
      if (span.isRecording()) {
        what.accept(span);
      }
    } catch (RuntimeException e) {
      // What is missing in a trace is missing; the work goes on.
    }
  }

  /** Ends it, after this was added. */
  void end(Consumer<Span> last) {
    tell(last);
    try {
      span.end();
    } catch (RuntimeException e) {
      // As above.
    }
  }

  /** Marks it as failed, by the kind of failure alone: what is said of it may quote content. */
  static void fail(Span span, String kind) {
    span.setAttribute(GenAiNames.ERROR, kind);
    span.setStatus(StatusCode.ERROR);
  }
}
