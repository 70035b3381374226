/**
 * Texts that people write (scripts, policies), read so that whatever is wrong with them can be told
 * with its line and column.
 */
@NullMarked
package dev.agentruntime.application.document;

import org.jspecify.annotations.NullMarked;
