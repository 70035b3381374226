/**
 * The terminal program's commands. Standard output carries results only, so that scripts can read
 * it; everything else goes to standard error.
 */
@NullMarked
package dev.agentruntime.cli;

import org.jspecify.annotations.NullMarked;
