/** The session aggregate: its state, the events that change it, and its next step. */
@NullMarked
package dev.agentruntime.domain.session;

import org.jspecify.annotations.NullMarked;
