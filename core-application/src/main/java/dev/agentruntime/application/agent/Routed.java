package dev.agentruntime.application.agent;

import dev.agentruntime.domain.agent.Routing;
import dev.agentruntime.domain.session.ModelReply;
import java.util.Optional;

/**
 * What came of routing.
 *
 * @param cost of the model's reply, usable or not; empty where there was none
 */
public record Routed(Routing routing, Optional<ModelReply.Cost> cost) {}
