package dev.agentruntime.application.metrics;

import java.time.Instant;

/** An agent's work that is going on, as far as the log was counted. */
public record Stretch(String agent, Instant since) {}
