/**
 * Tools, calls of tools and their answers, as the model, the approval gate and the executors see
 * them.
 */
@NullMarked
package dev.agentruntime.domain.tool;

import org.jspecify.annotations.NullMarked;
