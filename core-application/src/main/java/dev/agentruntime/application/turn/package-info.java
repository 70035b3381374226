/**
 * The loop that performs a session's next step, and the runner that gives it a lease and a thread.
 */
@NullMarked
package dev.agentruntime.application.turn;

import org.jspecify.annotations.NullMarked;
