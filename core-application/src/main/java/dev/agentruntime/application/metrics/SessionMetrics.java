package dev.agentruntime.application.metrics;

import dev.agentruntime.domain.message.Usage;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.Purpose;
import dev.agentruntime.domain.session.SessionId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The model calls of a session.
 *
 * @param unreadable how many events that may tell of others cannot be read
 * @param prices by which the costs are worked out
 */
public record SessionMetrics(
    SessionId session, List<Call> calls, long unreadable, PriceTable prices) {

  public SessionMetrics {
    calls = List.copyOf(calls);
  }

  /**
   * A model call that ended.
   *
   * @param at when it ended
   * @param tools whether the reply has tool calls
   */
  public record Call(Instant at, Purpose purpose, Outcome outcome, boolean tools) {
    Call withTools() {
      return new Call(at, purpose, outcome, true);
    }
  }

  /** How a model call ended. */
  public sealed interface Outcome {

    /** With a reply. */
    record Replied(String model, Usage usage, long millis) implements Outcome {}

    /**
     * Without one.
     *
     * @param model the one that was asked, where the log tells it
     */
    record Failed(FailureKind kind, Optional<String> model) implements Outcome {}
  }

  /** The calls that were answered. */
  public List<Outcome.Replied> replied() {
    return calls.stream()
        .map(Call::outcome)
        .filter(Outcome.Replied.class::isInstance)
        .map(Outcome.Replied.class::cast)
        .toList();
  }

  /** All tokens. */
  public Usage usage() {
    return replied().stream().map(Outcome.Replied::usage).reduce(Usage.NONE, Usage::plus);
  }

  /** What the priced calls cost together, in millionths; nothing where none has a price. */
  public Optional<BigInteger> cost() {
    return replied().stream()
        .flatMap(reply -> prices.cost(reply.model(), reply.usage()).stream())
        .reduce(BigInteger::add);
  }

  /** How many calls have no price, and are in no cost. */
  public long unpriced() {
    return replied().stream()
        .filter(reply -> prices.cost(reply.model(), reply.usage()).isEmpty())
        .count();
  }
}
