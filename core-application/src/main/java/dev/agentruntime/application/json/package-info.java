/** Reads JSON text from outside into the domain's value, strictly and within bounds. */
@NullMarked
package dev.agentruntime.application.json;

import org.jspecify.annotations.NullMarked;
