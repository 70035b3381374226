/** Jobs of a store that one process does at a time: for whatever keeps house in it. */
@NullMarked
package dev.agentruntime.application.job;

import org.jspecify.annotations.NullMarked;
