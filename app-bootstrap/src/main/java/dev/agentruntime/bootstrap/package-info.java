/**
 * The composition root: reads the configuration once, wires the adapters to the application by hand
 * and starts what was asked for.
 */
@NullMarked
package dev.agentruntime.bootstrap;

import org.jspecify.annotations.NullMarked;
