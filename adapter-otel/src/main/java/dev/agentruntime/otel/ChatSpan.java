package dev.agentruntime.otel;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.application.port.RuntimeObserver.ModelCall;
import dev.agentruntime.domain.event.TraceParent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import java.util.List;
import java.util.Optional;

/**
 * A request to the model as a span.
 *
 * @param began by {@link System#nanoTime()}
 */
record ChatSpan(LiveSpan span, OtelSettings settings, long began) implements ModelCall {

  private static final double NANOS_A_SECOND = 1e9;

  static Optional<ModelCall> start(
      LiveSpan agent, ChatModel.Request request, OtelSettings settings) {
    long now = System.nanoTime();
    return agent
        .child(spans -> span(spans, request, settings))
        .map(
            span -> {
              if (settings.content()) {
                span.tell(open -> Content.of(request, open));
              }
              return new ChatSpan(span, settings, now);
            });
  }

  private static SpanBuilder span(Tracer spans, ChatModel.Request request, OtelSettings settings) {
    SpanBuilder span =
        spans
            .spanBuilder(GenAiNames.span(GenAiNames.CHAT, settings.model()))
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute(GenAiNames.OPERATION, GenAiNames.CHAT)
            .setAttribute(GenAiNames.PROVIDER, settings.provider())
            .setAttribute(GenAiNames.CONVERSATION, request.session().toString())
            .setAttribute(GenAiNames.REQUEST_STREAM, true)
            .setAttribute(GenAiNames.PURPOSE, request.purpose().id());
    settings.model().ifPresent(model -> span.setAttribute(GenAiNames.REQUEST_MODEL, model));
    return span;
  }

  @Override
  public Optional<TraceParent> trace() {
    return span.place();
  }

  @Override
  public void firstPiece() {
    double seconds = (System.nanoTime() - began) / NANOS_A_SECOND;
    span.tell(open -> open.setAttribute(GenAiNames.TIME_TO_FIRST_CHUNK, seconds));
  }

  @Override
  public void ends(ChatModel.Outcome outcome) {
    span.end(
        open -> {
          switch (outcome) {
            case ChatModel.Outcome.Replied replied -> tell(open, replied.reply());
            case ChatModel.Outcome.Failed failed -> {
              finished(open, GenAiNames.FINISHED_BY_ERROR);
              LiveSpan.fail(open, failed.kind().id());
            }
          }
        });
  }

  @Override
  public void abandoned() {
    span.end(
        open -> {
          finished(open, GenAiNames.FINISHED_BY_ERROR);
          open.setAttribute(GenAiNames.ABANDONED, true);
        });
  }

  private void tell(Span open, ChatModel.Reply reply) {
    if (!reply.model().isBlank()) {
      open.setAttribute(GenAiNames.RESPONSE_MODEL, reply.model());
      if (settings.model().isEmpty()) {
        open.updateName(GenAiNames.span(GenAiNames.CHAT, Optional.of(reply.model())));
      }
    }
    open.setAttribute(GenAiNames.INPUT_TOKENS, reply.usage().promptTokens());
    open.setAttribute(GenAiNames.OUTPUT_TOKENS, reply.usage().completionTokens());
    if (reply.usage().estimated()) {
      open.setAttribute(GenAiNames.USAGE_ESTIMATED, true);
    }
    // Whether a text without calls was cut at its greatest length is not known here.
    if (!reply.calls().isEmpty()) {
      finished(open, GenAiNames.FINISHED_BY_CALLS);
    }
    if (settings.content()) {
      Content.of(reply, open);
    }
  }

  private static void finished(Span open, String reason) {
    open.setAttribute(GenAiNames.FINISH_REASONS, List.of(reason));
  }
}
