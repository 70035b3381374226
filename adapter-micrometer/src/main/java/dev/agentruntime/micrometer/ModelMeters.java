package dev.agentruntime.micrometer;

import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionEvent.ModelRequestCompleted;
import dev.agentruntime.domain.session.SessionEvent.ModelRequestFailed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;

/** Requests to models and what they took, as the log tells it. */
final class ModelMeters {

  /** The outcome of a request that a model answered. */
  static final String COMPLETED = "completed";

  /**
   * Most tokens of a request that are believed, ten times the longest context of a model there is;
   * a larger figure would drown all others for ever.
   */
  private static final long MOST_TOKENS = 100_000_000;

  private final MeterProvider<Counter> requests;
  private final MeterProvider<Counter> tokens;
  private final BoundedNames models;

  ModelMeters(Meters meters, BoundedNames models) {
    this.models = models;
    requests =
        meters.counter(
            "agent.runtime.log.model.requests",
            "Requests to models, by purpose, and by kind of failure where they failed");
    tokens =
        meters.counter(
            "agent.runtime.log.model.tokens",
            "Tokens that models read and wrote, by model, and whether they are an estimate");
    for (Purpose purpose : Purpose.values()) {
      beginAtZero(purpose);
    }
  }

  private void beginAtZero(Purpose purpose) {
    request(purpose, COMPLETED);
    for (FailureKind kind : FailureKind.values()) {
      request(purpose, kind.id());
    }
  }

  private Counter request(Purpose purpose, String outcome) {
    return requests.withTags("purpose", purpose.id(), "outcome", outcome);
  }

  void completed(ModelRequestCompleted event) {
    request(event.purpose(), COMPLETED).increment();
    String model = models.labelOf(event.model());
    Usage usage = event.usage();
    count(model, "prompt", usage.promptTokens(), usage.estimated());
    count(model, "completion", usage.completionTokens(), usage.estimated());
  }

  private void count(String model, String kind, long count, boolean estimated) {
    tokens
        .withTags("model", model, "kind", kind, "estimated", String.valueOf(estimated))
        .increment((double) Math.min(count, MOST_TOKENS));
  }

  void failed(ModelRequestFailed event) {
    request(event.purpose(), event.kind().id()).increment();
  }
}
