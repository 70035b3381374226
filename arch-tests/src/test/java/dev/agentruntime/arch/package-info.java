/**
 * The architecture as rules that run: what each module may depend on, how things are named, what
 * must not be called. Each rule is proven able to fail by a fixture that breaks it.
 */
@NullMarked
package dev.agentruntime.arch;

import org.jspecify.annotations.NullMarked;
