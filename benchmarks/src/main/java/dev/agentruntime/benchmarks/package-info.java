/**
 * Measures the server beside the least that a server of its kind costs: both run as processes of
 * their own, one after the other, under the same load. What counts are ratios of one run.
 */
@NullMarked
package dev.agentruntime.benchmarks;

import org.jspecify.annotations.NullMarked;
