package dev.agentruntime.otel;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;

/**
 * A processor that is broken.
 *
 * @param atTheStart whether already when a span begins, or only when it ends
 */
record Breaking(boolean atTheStart) implements SpanProcessor {

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    throw new IllegalStateException("broken at the start");
  }

  @Override
  public boolean isStartRequired() {
    return atTheStart;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    throw new IllegalStateException("broken at the end");
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }
}
