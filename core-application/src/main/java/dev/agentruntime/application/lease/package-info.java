/**
 * The right of one process to run a session, as its holder sees it: how long it is good for, and
 * when it is lost.
 */
@NullMarked
package dev.agentruntime.application.lease;

import org.jspecify.annotations.NullMarked;
