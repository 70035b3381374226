/**
 * Tells the code of an embedder what happens: recorded events after their commit, and notices of
 * its own.
 */
@NullMarked
package dev.agentruntime.application.bus;

import org.jspecify.annotations.NullMarked;
