/**
 * What agents, tools, people and models did, counted from the log: right after a restart and on
 * several instances, since nothing is counted in memory.
 */
@NullMarked
package dev.agentruntime.application.metrics;

import org.jspecify.annotations.NullMarked;
