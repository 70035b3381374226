/**
 * The tools every session has, as data that is offered to the model. What executes them lives in
 * adapters.
 */
@NullMarked
package dev.agentruntime.application.tool;

import org.jspecify.annotations.NullMarked;
