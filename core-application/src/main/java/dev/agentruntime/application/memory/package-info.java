/**
 * Persistence in memory, for tests and for the first lines of an embedder. Nothing survives the
 * process.
 */
@NullMarked
package dev.agentruntime.application.memory;

import org.jspecify.annotations.NullMarked;
