package dev.agentruntime.application.agent;

import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.session.ModelFailure;
import dev.agentruntime.domain.session.ModelReply;
import java.util.Optional;

/**
 * What came of routing.
 *
 * @param cost of the model's reply, usable or not; empty where there was none
 * @param failure why there was none, where the model was asked
 */
public record Routed(
    Routing routing, Optional<ModelReply.Cost> cost, Optional<ModelFailure> failure) {

  /** Where nobody had to be asked. */
  static Routed unasked(Routing routing) {
    return new Routed(routing, Optional.empty(), Optional.empty());
  }

  /** Where the model answered. */
  static Routed answered(Routing routing, ModelReply.Cost cost) {
    return new Routed(routing, Optional.of(cost), Optional.empty());
  }

  /** Where it did not. */
  static Routed unanswered(Routing routing, ModelFailure failure) {
    return new Routed(routing, Optional.empty(), Optional.of(failure));
  }
}
