/**
 * What can be asked of the runtime: queries with their handlers, and the views they answer with.
 */
@NullMarked
package dev.agentruntime.application.query;

import org.jspecify.annotations.NullMarked;
