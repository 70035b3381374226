/**
 * The facts a session records, in the order they happened. Replaying them gives the session's
 * state.
 */
@NullMarked
package dev.agentruntime.domain.event;

import org.jspecify.annotations.NullMarked;
