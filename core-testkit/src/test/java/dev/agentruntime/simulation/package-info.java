/**
 * The runtime's own loop, commands and store as a simulation: several virtual processes on one
 * store, one thread at a time, in time that passes only when the simulation lets it, with faults,
 * all chosen by one seed.
 */
@NullMarked
package dev.agentruntime.simulation;

import org.jspecify.annotations.NullMarked;
