package dev.agentruntime.application.metrics;

import dev.agentruntime.domain.session.Owner;

/** What was counted of an owner's log. */
public record GetMetrics(Owner owner) {}
