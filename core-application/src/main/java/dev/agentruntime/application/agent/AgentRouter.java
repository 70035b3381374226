package dev.agentruntime.application.agent;

import dev.agentruntime.application.port.ChatModel;
import dev.agentruntime.domain.agent.AgentName;
import dev.agentruntime.domain.agent.AgentProfile;
import dev.agentruntime.domain.agent.AgentProfiles;
import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.agent.Routing.Confidence;
import dev.agentruntime.domain.session.FailureKind;
import dev.agentruntime.domain.session.ModelFailure;
import dev.agentruntime.domain.session.ModelReply;
import dev.agentruntime.domain.session.Purpose;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the agent for a request: by a model, and by keywords where the model fails or its answer is
 * not usable. Always finds one; never called inside a transaction. Safe for many threads.
 */
public final class AgentRouter {

  private static final Logger LOG = LoggerFactory.getLogger(AgentRouter.class);

  private final ChatModel model;
  private final LongSupplier nanoTime;

  public AgentRouter(ChatModel model) {
    this(model, System::nanoTime);
  }

  AgentRouter(ChatModel model, LongSupplier nanoTime) {
    this.model = model;
    this.nanoTime = nanoTime;
  }

  /**
   * Routes a request. With a single agent to choose the model is not asked.
   *
   * @throws InterruptedException if the calling thread was interrupted while the model was asked
   * @throws IllegalArgumentException if no agent is routable
   */
  public Routed route(RoutingRequest request, AgentProfiles enabled) throws InterruptedException {
    List<AgentProfile> targets = targets(request, enabled);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("nobody to route to; enabled are " + enabled.names());
    }
    if (targets.size() == 1) {
      return Routed.unasked(only(targets.getFirst().name()));
    }
    return ask(request, targets);
  }

  /** An agent that hands back has done its part: routing there again would go round in circles. */
  private static List<AgentProfile> targets(RoutingRequest request, AgentProfiles enabled) {
    List<AgentProfile> all = enabled.routable();
    Optional<AgentName> from = request.handover().map(RoutingRequest.Handover::from);
    List<AgentProfile> others =
        all.stream().filter(agent -> !from.equals(Optional.of(agent.name()))).toList();
    return others.isEmpty() ? all : others;
  }

  private static Routing only(AgentName agent) {
    return new Routing(agent, Confidence.HIGH, "the only agent to choose", Routing.Method.ONLY);
  }

  private Routed ask(RoutingRequest request, List<AgentProfile> targets)
      throws InterruptedException {
    long start = nanoTime.getAsLong();
    return switch (chat(request, targets)) {
      case ChatModel.Outcome.Replied(ChatModel.Reply reply) -> {
        long millis = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - start);
        yield Routed.answered(
            RoutingAnswer.parse(reply.text(), targets)
                .orElseGet(() -> byKeywords(request, targets, "the model's answer was not usable")),
            new ModelReply.Cost(reply.model(), reply.usage(), millis));
      }
      case ChatModel.Outcome.Failed failed -> {
        String kind = failed.kind().id();
        LOG.info("session {}: routed by keywords, the model failed ({})", request.session(), kind);
        yield Routed.unanswered(
            byKeywords(request, targets, "the model failed: " + kind),
            new ModelFailure(failed.kind(), failed.message(), failed.model()));
      }
    };
  }

  private ChatModel.Outcome chat(RoutingRequest request, List<AgentProfile> targets)
      throws InterruptedException {
    var classify =
        new ChatModel.Request(
            request.session(),
            Purpose.ROUTE,
            request.ordinal(),
            RoutingPrompt.messages(request, targets),
            List.of());
    try {
      return model.chat(classify, Unheard.INSTANCE);
    } catch (RuntimeException e) {
      // A defect of an embedder's model must not keep the user from an agent.
      LOG.error("session {}: the model threw while routing", request.session(), e);
      return new ChatModel.Outcome.Failed(FailureKind.INTERNAL, "the model threw an exception");
    }
  }

  /** By what is left to do where an agent says so, else by what the user wrote. */
  private static Routing byKeywords(
      RoutingRequest request, List<AgentProfile> targets, String because) {
    String text = request.handover().map(RoutingRequest.Handover::reason).orElse(request.text());
    Routing found = KeywordRouter.route(text, targets);
    return new Routing(
        found.target(), found.confidence(), found.reason() + "; " + because, found.method());
  }

  /** Nobody reads along while a request is classified. */
  private enum Unheard implements ChatModel.DeltaSink {
    INSTANCE;

    @Override
    public void text(String piece) {}

    @Override
    public void reasoning(String piece) {}
  }
}
