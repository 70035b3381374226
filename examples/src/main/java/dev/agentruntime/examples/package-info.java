/**
 * Programs of a few lines that embed the runtime as a library, each complete and each run by a
 * test.
 */
@NullMarked
package dev.agentruntime.examples;

import org.jspecify.annotations.NullMarked;
