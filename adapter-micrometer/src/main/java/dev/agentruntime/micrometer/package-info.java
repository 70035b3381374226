/** Meters: what a runtime does, counted and timed for Prometheus. */
@NullMarked
package dev.agentruntime.micrometer;

import org.jspecify.annotations.NullMarked;
