/**
 * Traces: what agents, models and tools do, told to OpenTelemetry under the names of its
 * conventions for generative AI.
 */
@NullMarked
package dev.agentruntime.otel;

import org.jspecify.annotations.NullMarked;
