/**
 * What the application needs from outside: a store, a model, tools, and who may run what. Adapters
 * implement these; the contract tests in core-testkit say what each must keep.
 */
@NullMarked
package dev.agentruntime.application.port;

import org.jspecify.annotations.NullMarked;
