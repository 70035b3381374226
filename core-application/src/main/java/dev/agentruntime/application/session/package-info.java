/** What users do to sessions: commands with their handlers. */
@NullMarked
package dev.agentruntime.application.session;

import org.jspecify.annotations.NullMarked;
